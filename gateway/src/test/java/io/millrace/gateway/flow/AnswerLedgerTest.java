package io.millrace.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerLedgerTest {
    private final AnswerLedger ledger = new AnswerLedger();

    private void answered(long... offsets) {
        for (long offset : offsets) {
            ledger.answered(0, offset);
        }
    }

    private void settle() {
        for (int i = 0; i < AnswerLedger.SETTLE_TICKS; i++) {
            ledger.tick();
        }
    }

    @Test
    void whatIsPassedOverIsAGapOnceItHadTimeToCome() {
        ledger.begin();
        answered(5, 6, 9);
        assertThat(ledger.gap()).isZero();
        settle();
        assertThat(ledger.gap()).isEqualTo(2);
        answered(7);
        assertThat(ledger.gap()).isEqualTo(1);
        answered(8);
        assertThat(ledger.gap()).isZero();
    }

    @Test
    void aHoleOfAMomentIsNone() {
        answered(0, 3);
        settle();
        answered(1, 2, 10, 4, 5, 6, 7, 8, 9);
        ledger.tick();
        assertThat(ledger.gap()).isZero();
    }

    @Test
    void whatWasBeforeTheBeginningIsNobodysHole() {
        answered(100, 107);
        ledger.begin();
        answered(110, 103);
        settle();
        assertThat(ledger.gap()).as("108 and 109").isEqualTo(2);
    }

    @Test
    void anAnswerThatComesAgainIsTold() {
        assertThat(ledger.answered(0, 5)).isTrue();
        assertThat(ledger.answered(0, 6)).isTrue();
        assertThat(ledger.answered(0, 6)).isFalse();
        assertThat(ledger.answered(1, 6)).as("of another partition").isTrue();
    }

    @Test
    void whatIsAnsweredNextIsKnownOfSeenPartitions() {
        answered(5, 9);
        assertThat(ledger.next(0, 3)).isEqualTo(10);
        assertThat(ledger.next(1, 3)).isEqualTo(3);
    }

    @Test
    void holesBeyondTheLimitAreStillCounted() {
        ledger.begin();
        int holes = AnswerLedger.MOST_HOLES + 50;
        for (int i = 0; i <= holes; i++) {
            answered(2L * i);
        }
        settle();
        assertThat(ledger.gap()).isEqualTo(holes);
    }

    /** Against a set of all offsets, which is what the ledger saves. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itCountsAsASetOfOffsetsDoes(long seed) {
        Random random = new Random(seed);
        BitSet all = new BitSet();
        ledger.begin();
        answered(0);
        all.set(0);
        for (int i = 0; i < 2_000; i++) {
            int offset = random.nextInt(1_500);
            assertThat(ledger.answered(0, offset))
                    .as("seed %d, offset %d", seed, offset)
                    .isEqualTo(!all.get(offset));
            all.set(offset);
        }
        settle();
        assertThat(ledger.gap()).as("seed %d", seed).isEqualTo(all.length() - all.cardinality());
    }
}
