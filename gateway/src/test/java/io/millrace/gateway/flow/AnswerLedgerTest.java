package io.millrace.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
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
        settle(Map.of());
    }

    private void settle(Map<Integer, Long> ends) {
        for (int i = 0; i < AnswerLedger.SETTLE_TICKS; i++) {
            ledger.tick(ends);
        }
    }

    /** Looks wherever there is to look; says how often. */
    private int look(LongPredicate isEvent) {
        int looks = 0;
        for (Optional<Unanswered> next = ledger.toLookAt(); next.isPresent(); next = ledger.toLookAt()) {
            NavigableSet<Long> events = new TreeSet<>();
            LongStream.range(next.get().from(), next.get().to()).filter(isEvent).forEach(events::add);
            ledger.lookedAt(next.get(), events);
            looks++;
        }
        return looks;
    }

    @Test
    void whatIsPassedOverIsAGapOnceItHadTimeToCome() {
        ledger.begin();
        answered(5, 6, 9);
        assertThat(ledger.gap()).isZero();
        settle();
        assertThat(ledger.gap()).as("nobody has looked").isZero();
        assertThat(ledger.unchecked()).isEqualTo(2);
        assertThat(look(offset -> true)).isEqualTo(1);
        assertThat(ledger.unchecked()).isZero();
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
        ledger.tick(Map.of());
        assertThat(ledger.toLookAt()).isEmpty();
        assertThat(ledger.gap()).isZero();
    }

    @Test
    void offsetsWithoutAnEventAreNoGap() {
        ledger.begin();
        answered(0, 1, 3, 4, 7);
        settle();
        assertThat(ledger.unchecked()).as("2, 5 and 6").isEqualTo(3);
        look(offset -> offset == 6);
        assertThat(ledger.unchecked()).isZero();
        assertThat(ledger.gap()).as("6").isEqualTo(1);
    }

    @Test
    void whatIsSeenBeforeItsTimeIsNoGapYet() {
        ledger.begin();
        answered(0, 2);
        settle();
        answered(4);
        ledger.lookedAt(new Unanswered(0, 1, 5), new TreeSet<>(List.of(2L, 3L, 4L)));
        assertThat(ledger.gap()).isZero();
        settle();
        assertThat(ledger.gap()).as("3").isEqualTo(1);
        assertThat(ledger.toLookAt()).isEmpty();
    }

    @Test
    void behindTheLastAnswerThereMayBeNoEvents() {
        ledger.begin();
        answered(0, 1, 2);
        settle(Map.of(0, 4L));
        assertThat(ledger.next(0, 0)).isEqualTo(3);
        assertThat(look(offset -> offset < 3)).isEqualTo(1);
        assertThat(ledger.next(0, 0)).as("3 ended a transaction").isEqualTo(4);
        settle(Map.of(0, 9L));
        look(offset -> offset == 6);
        assertThat(ledger.next(0, 0)).as("the event that waits").isEqualTo(6);
        settle(Map.of(0, 9L));
        assertThat(ledger.toLookAt()).as("it is known that it waits").isEmpty();
        assertThat(ledger.gap()).as("what waits is not passed over").isZero();
    }

    @Test
    void whatWasBeforeTheBeginningIsNobodysHole() {
        answered(100, 107);
        ledger.begin();
        answered(110, 103);
        settle();
        look(offset -> true);
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
        assertThat(ledger.unchecked()).isEqualTo(holes);
        assertThat(look(offset -> true)).isEqualTo(AnswerLedger.MOST_HOLES);
        assertThat(ledger.gap() + ledger.unchecked()).isEqualTo(holes);
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
        assertThat(ledger.unchecked()).as("seed %d", seed).isEqualTo(all.length() - all.cardinality());
        look(offset -> offset % 3 > 0);
        BitSet events = new BitSet();
        events.set(0, all.length());
        events.andNot(all);
        assertThat(ledger.unchecked()).isZero();
        assertThat(ledger.gap())
                .as("seed %d", seed)
                .isEqualTo(events.stream().filter(offset -> offset % 3 > 0).count());
    }
}
