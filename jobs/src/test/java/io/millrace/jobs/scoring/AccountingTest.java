package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AccountingTest {
    private final Accounting accounting = new Accounting();

    private static PartitionAccount received(Accounting accounting, int partition, long offset) {
        PartitionAccount account = accounting.of(partition);
        account.received(offset);
        return account;
    }

    private static PartitionAccount account(int partition, long lastOffset, long received) {
        PartitionAccount account = new PartitionAccount();
        account.partition = partition;
        account.lastOffset = lastOffset;
        account.received = received;
        account.scored = received;
        return account;
    }

    @Test
    void nothingReceivedIsNothingKept() {
        assertThat(accounting.gap()).isZero();
        assertThat(accounting.snapshot()).isEmpty();
    }

    @Test
    void anyKindOfAnswerClosesTheGap() {
        received(accounting, 2, 0).scored++;
        received(accounting, 2, 1).fallbacks++;
        received(accounting, 2, 5).deadLetters++;
        assertThat(accounting.gap()).isZero();
        assertThat(accounting.of(2).received).isEqualTo(3);
        assertThat(accounting.of(2).lastOffset).isEqualTo(5);
        assertThat(accounting.snapshot()).containsExactly(accounting.of(2));
    }

    @Test
    void aMissingAnswerFailsTheSnapshot() {
        received(accounting, 0, 10).scored++;
        received(accounting, 3, 10);
        assertThat(accounting.gap()).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(accounting::snapshot)
                .withMessage(
                        "accounting: every event must have exactly one answer: partition=3, received=1, answered=0");
    }

    @Test
    void aSecondAnswerFailsTheSnapshot() {
        received(accounting, 0, 10).scored = 2;
        assertThat(accounting.gap()).isEqualTo(-1);
        assertThatIllegalStateException()
                .isThrownBy(accounting::snapshot)
                .withMessageEndingWith("received=1, answered=2");
    }

    @Test
    void gapsOfPartitionsDoNotCancelOut() {
        received(accounting, 0, 10).scored = 2;
        received(accounting, 1, 10);
        assertThat(accounting.gap()).isZero();
        assertThatIllegalStateException().isThrownBy(accounting::snapshot);
    }

    @Test
    void anOffsetThatDoesNotGrowIsRefused() {
        received(accounting, 1, 10);
        received(accounting, 2, 3);
        for (long offset : new long[] {10, 9, 0}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> received(accounting, 1, offset))
                    .withMessage("accounting: offsets of a partition must grow: partition=1, offset=" + offset
                            + " after 10");
        }
        assertThat(received(accounting, 1, 1L << 40).received).isEqualTo(2);
    }

    @Test
    void ofSeveralCopiesTheFurthestIsKept() {
        accounting.restore(List.of(account(7, 50, 40), account(0, 1, 1), account(7, 60, 45), account(7, 10, 9)));
        assertThat(accounting.snapshot())
                .extracting(account -> account.partition, account -> account.lastOffset, account -> account.received)
                .containsExactly(tuple(0, 1L, 1L), tuple(7, 60L, 45L));
    }

    @Test
    void aRestoredPartitionGoesOnWhereItWas() {
        accounting.restore(List.of(account(7, 60, 45)));
        assertThatIllegalStateException().isThrownBy(() -> received(accounting, 7, 60));
        received(accounting, 7, 61).deadLetters++;
        assertThat(accounting.of(7).received).isEqualTo(46);
        assertThat(accounting.gap()).isZero();
    }
}
