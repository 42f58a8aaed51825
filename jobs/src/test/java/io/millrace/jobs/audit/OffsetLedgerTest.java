package io.millrace.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OffsetLedgerTest {
    private final OffsetLedger ledger = new OffsetLedger();

    @Test
    void nothingIsClean() {
        assertFound(0, 0, 0);
        assertThat(ledger.examples()).isEmpty();
    }

    @Test
    void oneAnswerAnEventIsClean() {
        for (long offset = 0; offset < 3000; offset++) {
            ledger.event(0, offset);
            ledger.answer(0, offset);
        }
        assertFound(0, 0, 0);
        assertThat(ledger.examples()).isEmpty();
    }

    @Test
    void anEventWithoutAnswerIsLost() {
        ledger.event(3, 17);
        assertFound(1, 0, 0);
        assertThat(ledger.examples()).containsExactly("lost 3@17");
    }

    @Test
    void aSecondAnswerIsADuplicate() {
        ledger.event(3, 17);
        for (int i = 0; i < 3; i++) {
            ledger.answer(3, 17);
        }
        assertFound(0, 2, 0);
        assertThat(ledger.examples()).containsExactly("duplicate 3@17", "duplicate 3@17");
    }

    @Test
    void anAnswerWithoutEventIsUnknown() {
        ledger.event(3, 17);
        ledger.answer(3, 17);
        ledger.answer(4, 17);
        assertFound(0, 0, 1);
        assertThat(ledger.examples()).containsExactly("unknown 4@17");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, (1L << 20) - 1, 1L << 31, (1L << 40) + 5, Long.MAX_VALUE - 1})
    void offsetsMayBeOfAnySize(long offset) {
        ledger.event(0, offset);
        ledger.event(0, offset + 1);
        ledger.answer(0, offset + 1);
        assertFound(1, 0, 0);
        assertThat(ledger.examples()).containsExactly("lost 0@" + offset);
    }

    @Test
    void onlyTenExamplesAreKept() {
        for (int offset = 0; offset < 100; offset++) {
            ledger.event(0, offset);
        }
        assertFound(100, 0, 0);
        assertThat(ledger.examples()).hasSize(10).startsWith("lost 0@0", "lost 0@1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyMixIsCountedAsSetsCountIt(long seed) {
        Random random = new Random(seed);
        Map<List<Long>, int[]> model = new HashMap<>();
        List<Long> bases = List.of(0L, (1L << 20) - 50, (1L << 31) - 50);
        for (int i = 0; i < 2000; i++) {
            int partition = random.nextInt(3);
            long offset = bases.get(random.nextInt(3)) + random.nextInt(100);
            int[] eventsAndAnswers = model.computeIfAbsent(List.of((long) partition, offset), unused -> new int[2]);
            if (random.nextBoolean()) {
                ledger.event(partition, offset);
                eventsAndAnswers[0] = 1;
            } else {
                ledger.answer(partition, offset);
                eventsAndAnswers[1]++;
            }
        }
        List<int[]> counts = new ArrayList<>(model.values());
        assertThat(List.of(ledger.lost(), ledger.duplicates(), ledger.unknown()))
                .as("seed=%d", seed)
                .containsExactly(
                        counts.stream().filter(c -> c[0] == 1 && c[1] == 0).count(),
                        counts.stream().mapToLong(c -> Math.max(0, c[1] - 1)).sum(),
                        counts.stream().filter(c -> c[0] == 0 && c[1] > 0).count());
    }

    private void assertFound(long lost, long duplicates, long unknown) {
        assertThat(List.of(ledger.lost(), ledger.duplicates(), ledger.unknown()))
                .as("lost, duplicates, unknown")
                .containsExactly(lost, duplicates, unknown);
    }
}
