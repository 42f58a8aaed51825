package io.millrace.jobs.learning;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks of a partition whose records come from several groups, each in the order of time but for a bound: the group that is
 * furthest behind holds. A partition of predictions holds those of all partitions of events, which the scoring job may read at a
 * different pace, above all when it works off a backlog; without groups the fastest would make the others late.
 *
 * <p>A time that is further ahead of the clock than a bound cannot be true, and moves nothing: otherwise one such record would make late
 * whatever comes until then. So the watermark is at most that bound ahead of the clock.
 *
 * <p>A group that has been silent for a while holds no longer, and if all are silent the partition is idle. One thread.
 *
 * @param <T> the records
 */
final class GroupedWatermarks<T> implements WatermarkGenerator<T> {
    /** Which group a record is of, from 0. */
    @FunctionalInterface
    interface Group<T> extends ToIntFunction<T>, Serializable {}

    private final Group<T> group;
    private final long outOfOrderMillis;
    private final long idleNanos;
    private final long maxAheadMillis;
    private final RelativeClock clock;
    private final Clock wallClock;
    /** Newest time of each group, Long.MIN_VALUE before the first. */
    private long[] newest;
    /** When each group was last heard of. */
    private long[] heard;

    private boolean[] news;
    /** The latest time that could be true when the clock was asked last. */
    private long plausible = Long.MIN_VALUE;

    /**
     * A generator.
     *
     * @param groups how many are known before the first record of each; others join in when they come
     * @param outOfOrder how far a record may be behind the newest of its group
     * @param idle after how long a silent group holds no longer
     * @param maxAhead how far a time may be ahead of {@code wallClock}
     * @param clock tells how long a group has been silent
     */
    GroupedWatermarks(
            Group<T> group,
            int groups,
            Duration outOfOrder,
            Duration idle,
            Duration maxAhead,
            RelativeClock clock,
            Clock wallClock) {
        this.group = group;
        outOfOrderMillis = outOfOrder.toMillis();
        idleNanos = idle.toNanos();
        maxAheadMillis = maxAhead.toMillis();
        this.clock = clock;
        this.wallClock = wallClock;
        newest = new long[groups];
        heard = new long[groups];
        news = new boolean[groups];
        Arrays.fill(newest, Long.MIN_VALUE);
        Arrays.fill(heard, clock.relativeTimeNanos());
    }

    /** For a source whose records have their time as timestamp; the parameters are those of a generator. */
    static <T> WatermarkStrategy<T> strategy(
            Group<T> group, int groups, Duration outOfOrder, Duration idle, Duration maxAhead) {
        return context -> new GroupedWatermarks<>(
                group, groups, outOfOrder, idle, maxAhead, context.getInputActivityClock(), Clock.systemUTC());
    }

    @Override
    public void onEvent(T event, long timestamp, WatermarkOutput output) {
        int index = group.applyAsInt(event);
        if (index >= newest.length) {
            grow(index + 1);
        }
        // The clock is asked only where a time has come that is later than all that could be true when it was asked
        // last.
        if (timestamp > newest[index] && (timestamp <= plausible || timestamp <= plausibleNow())) {
            newest[index] = timestamp;
        }
        news[index] = true;
    }

    private long plausibleNow() {
        plausible = wallClock.millis() + maxAheadMillis;
        return plausible;
    }

    private void grow(int groups) {
        int before = newest.length;
        newest = Arrays.copyOf(newest, groups);
        heard = Arrays.copyOf(heard, groups);
        news = Arrays.copyOf(news, groups);
        Arrays.fill(newest, before, groups, Long.MIN_VALUE);
        Arrays.fill(heard, before, groups, clock.relativeTimeNanos());
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = clock.relativeTimeNanos();
        long least = Long.MAX_VALUE;
        boolean active = false;
        for (int i = 0; i < newest.length; i++) {
            if (news[i]) {
                news[i] = false;
                heard[i] = now;
            }
            if (now - heard[i] < idleNanos) {
                active = true;
                least = Math.min(least, newest[i]);
            }
        }
        if (!active) {
            output.markIdle();
            return;
        }
        output.markActive();
        long watermark = least - outOfOrderMillis - 1;
        if (watermark < least) { // not below what a long can hold
            output.emitWatermark(new Watermark(watermark));
        }
    }
}
