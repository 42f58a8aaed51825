package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

final class GroupedWatermarksTest {
    private static final Duration OUT_OF_ORDER = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final Duration AHEAD = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    private final Clock wallClock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final SettableClock clock = new SettableClock();
    private final Outcome output = new Outcome();

    private static final class SettableClock implements RelativeClock {
        private long nanos = 17;

        void advance(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long relativeTimeMillis() {
            return nanos / 1_000_000;
        }

        @Override
        public long relativeTimeNanos() {
            return nanos;
        }
    }

    /** Watermarks and changes of the status, in order. */
    private static final class Outcome implements WatermarkOutput {
        private final List<String> told = new ArrayList<>();
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            told.add(Long.toString(watermark.getTimestamp()));
        }

        @Override
        public void markIdle() {
            if (!idle) {
                told.add("idle");
            }
            idle = true;
        }

        @Override
        public void markActive() {
            if (idle) {
                told.add("active");
            }
            idle = false;
        }

        List<String> take() {
            List<String> taken = List.copyOf(told);
            told.clear();
            return taken;
        }
    }

    private GroupedWatermarks<Integer> generator(int groups) {
        return new GroupedWatermarks<>(group -> group, groups, OUT_OF_ORDER, IDLE, AHEAD, clock, wallClock);
    }

    @Test
    void theGroupThatIsFurthestBehindHolds() {
        GroupedWatermarks<Integer> watermarks = generator(2);
        watermarks.onEvent(0, 5_000, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).as("the other has said nothing yet").isEmpty();
        watermarks.onEvent(1, 1_000, output);
        watermarks.onEvent(1, 900, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).containsExactly("989");
        watermarks.onEvent(1, 9_000, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).containsExactly("4989");
    }

    @Test
    void aTimeThatCannotBeTrueMovesNothing() {
        GroupedWatermarks<Integer> watermarks = generator(1);
        watermarks.onEvent(0, 500_000, output);
        for (long time : new long[] {NOW.plus(AHEAD).toEpochMilli() + 1, Long.MAX_VALUE}) {
            watermarks.onEvent(0, time, output);
        }
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).as("as if they had not come").containsExactly("499989");
        watermarks.onEvent(0, NOW.plus(AHEAD).toEpochMilli(), output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).as("the bound itself is possible").containsExactly("1059989");
    }

    @Test
    void aSilentGroupHoldsNoLonger() {
        GroupedWatermarks<Integer> watermarks = generator(2);
        watermarks.onEvent(0, 5_000, output);
        watermarks.onPeriodicEmit(output);
        clock.advance(IDLE.minusMillis(1));
        watermarks.onEvent(0, 6_000, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        watermarks.onEvent(0, 7_000, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).containsExactly("6989");
    }

    @Test
    void whenAllAreSilentThePartitionIsIdleUntilOneSpeaks() {
        GroupedWatermarks<Integer> watermarks = generator(1);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).isEmpty();
        clock.advance(IDLE);
        watermarks.onPeriodicEmit(output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).containsExactly("idle");
        watermarks.onEvent(0, 100, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).containsExactly("active", "89");
    }

    @Test
    void aGroupThatNobodyKnewJoinsIn() {
        GroupedWatermarks<Integer> watermarks = generator(1);
        watermarks.onEvent(0, 5_000, output);
        watermarks.onEvent(4, 2_000, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).as("those between have said nothing yet").isEmpty();
        clock.advance(IDLE);
        watermarks.onEvent(0, 5_001, output);
        watermarks.onEvent(4, 2_001, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).containsExactly("1990");
    }

    @Test
    void aTimeAtTheEndOfAllTimesIsNoWatermarkAtTheOther() {
        GroupedWatermarks<Integer> watermarks = generator(1);
        watermarks.onEvent(0, Long.MIN_VALUE, output);
        watermarks.onEvent(0, Long.MIN_VALUE + 5, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.take()).isEmpty();
    }
}
