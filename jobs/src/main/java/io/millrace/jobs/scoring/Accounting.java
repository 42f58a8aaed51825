package io.millrace.jobs.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Proves that every event gets exactly one answer: counts both sides for each partition and compares them at each
 * checkpoint. A difference, or an offset that does not grow, is a bug of ours, so it fails the job.
 *
 * <p>After a restore partitions may sit on other subtasks. Each subtask therefore takes over an account when it sees the
 * first event of its partition, and carries the accounts that it has not seen unchanged; of several copies the one that
 * is furthest ahead counts.
 */
final class Accounting {
    /** An event that has waited longer was part of a backlog. */
    private static final long BACKLOG_MILLIS = 1_000;

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

    /** The account of a partition, opened if there is none. */
    PartitionAccount of(int partition) {
        PartitionAccount account = accountOrNull(partition);
        if (account == null) {
            account = new PartitionAccount();
            account.partition = partition;
            put(account);
        }
        return account;
    }

    /** Accounts of the partitions that this subtask reads, as far as it has received events. */
    List<PartitionAccount> readHere() {
        return Arrays.stream(accounts)
                .filter(account -> account != null && account.isReadHere)
                .toList();
    }

    /** Offset of the next event of each partition that this subtask has received none of, as checkpoints kept it. */
    Map<Integer, Long> nextOffsetsElsewhere() {
        return Arrays.stream(accounts)
                .filter(account -> account != null && !account.isReadHere)
                .collect(Collectors.toMap(account -> account.partition, account -> account.lastOffset + 1));
    }

    /** Latest event time that the job has answered, as far as this subtask knows; Long.MIN_VALUE where there is none. */
    long maxEventTime() {
        long max = Long.MIN_VALUE;
        for (PartitionAccount account : accounts) {
            if (account != null) {
                max = Math.max(max, account.maxEventTime);
            }
        }
        return max;
    }

    /**
     * Event time that no partition is behind, of those with events since the last call; Long.MAX_VALUE where there were
     * none; Long.MIN_VALUE, not known, where one works off old events: then another may have as many that come in one piece
     * later, and seem to have none.
     *
     * @param now wall clock, milliseconds
     */
    long takeLowEventTime(long now) {
        long low = Long.MAX_VALUE;
        for (PartitionAccount account : accounts) {
            if (account != null && account.isRecent) {
                boolean isOld = now - account.ingestTime > BACKLOG_MILLIS;
                low = Math.min(low, isOld ? Long.MIN_VALUE : account.maxEventTime);
                account.isRecent = false;
            }
        }
        return low;
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
