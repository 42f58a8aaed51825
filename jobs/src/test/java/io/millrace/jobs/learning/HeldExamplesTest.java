package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldExamplesTest {
    private static Example example(long time, int partition, long offset) {
        Example example = new Example();
        example.time = time;
        example.labelled = true;
        example.partition = partition;
        example.offset = offset;
        return example;
    }

    /** Beside a heap of all of them: nearly in order (jitter 3), in no order at all, so that runs do not suffice (1,000), and backwards (0). */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1_000})
    void theFirstIsTakenFirst(int jitter) {
        Random random = new Random(jitter);
        HeldExamples held = new HeldExamples();
        PriorityQueue<Example> expected = new PriorityQueue<>(Example.ORDER);
        for (int i = 0; i < 5_000; i++) {
            long time = jitter == 0 ? 5_000 - i : i + random.nextInt(jitter);
            Example example = example(time, i % 4, i);
            held.add(example);
            expected.add(example);
            assertThat(held.size()).isEqualTo(expected.size());
            if (random.nextInt(20) == 0) {
                for (long until = i - 2L; !expected.isEmpty() && expected.peek().time <= until; ) {
                    assertThat(held.takeUntil(until)).isSameAs(expected.remove());
                }
                assertThat(held.takeUntil(i - 2L)).isNull();
            }
        }
        List<Example> all = new ArrayList<>();
        held.iterator().forEachRemaining(all::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
        while (!expected.isEmpty()) {
            assertThat(held.takeUntil(Long.MAX_VALUE)).isSameAs(expected.remove());
        }
        assertThat(held.takeUntil(Long.MAX_VALUE)).isNull();
        assertThat(held.size()).isZero();
    }

    @Test
    void theTimeItselfIsWithin() {
        HeldExamples held = new HeldExamples();
        held.add(example(7, 0, 0));
        assertThat(held.takeUntil(6)).isNull();
        assertThat(held.takeUntil(7)).isNotNull();
    }
}
