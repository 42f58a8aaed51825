package io.millrace.jobs.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proves that every event gets exactly one answer: counts both sides for each partition and compares them at each
 * checkpoint. A difference, or an offset that does not grow, is a bug of ours, so it fails the job.
 *
 * <p>After a restore partitions may sit on other subtasks. Each subtask therefore takes over an account when it sees the
 * first event of its partition, and carries the accounts that it has not seen unchanged; of several copies the one that
 * is furthest ahead counts.
 */
final class Accounting {
    private PartitionAccount[] accounts = new PartitionAccount[0];

    /** Takes over what checkpoints kept, from all subtasks. */
    void restore(Iterable<PartitionAccount> kept) {
        for (PartitionAccount account : kept) {
            PartitionAccount known = accountOrNull(account.partition);
            if (known == null || account.lastOffset > known.lastOffset) {
                put(account);
            }
        }
    }

    /** An event came in. */
    PartitionAccount received(int partition, long offset) {
        PartitionAccount account = accountOrNull(partition);
        if (account == null) {
            account = new PartitionAccount();
            account.partition = partition;
            put(account);
        }
        if (offset <= account.lastOffset) {
            throw new IllegalStateException("accounting: offsets of a partition must grow: partition=" + partition
                    + ", offset=" + offset + " after " + account.lastOffset);
        }
        account.lastOffset = offset;
        account.received++;
        return account;
    }

    /** The account of a partition that an event was received from. */
    PartitionAccount of(int partition) {
        return accounts[partition];
    }

    /** Events received and not answered, over all partitions. */
    long gap() {
        long gap = 0;
        for (PartitionAccount account : accounts) {
            if (account != null) {
                gap += account.received - account.answered();
            }
        }
        return gap;
    }

    /**
     * What the checkpoint keeps.
     *
     * @throws IllegalStateException if some event was not answered, or answered twice
     */
    List<PartitionAccount> snapshot() {
        List<PartitionAccount> kept = new ArrayList<>();
        for (PartitionAccount account : accounts) {
            if (account != null) {
                if (account.received != account.answered()) {
                    throw new IllegalStateException("accounting: every event must have exactly one answer: partition="
                            + account.partition + ", received=" + account.received + ", answered="
                            + account.answered());
                }
                kept.add(account);
            }
        }
        return kept;
    }

    private PartitionAccount accountOrNull(int partition) {
        return partition < accounts.length ? accounts[partition] : null;
    }

    private void put(PartitionAccount account) {
        if (account.partition >= accounts.length) {
            accounts = Arrays.copyOf(accounts, Math.max(account.partition + 1, accounts.length * 2));
        }
        accounts[account.partition] = account;
    }
}
