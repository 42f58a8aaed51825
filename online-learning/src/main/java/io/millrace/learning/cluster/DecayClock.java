package io.millrace.learning.cluster;

import io.millrace.learning.cluster.Decay.Unit;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Counts what passes and says what is left of weights.
 *
 * <p>Event time is reckoned up from time to time, and weights are brought down then. In between a new row weighs more instead, so that all
 * weights stay in proportion without touching the old ones.
 */
final class DecayClock {
    private static final long UNKNOWN = Long.MIN_VALUE;

    /** Half-lives after which event time is reckoned up, long before new weights overflow. */
    private static final double MOST_HALF_LIVES = 500;

    private final Decay decay;
    private long batches;
    private double points;

    /** Until the first time is told, weights count as of that time. */
    private long first = UNKNOWN;

    private long now = UNKNOWN;
    private long reckoned = UNKNOWN;

    DecayClock(Decay decay) {
        this.decay = decay;
    }

    private boolean isEventTime() {
        return decay.unit() == Unit.EVENT_TIME;
    }

    long batches() {
        return batches;
    }

    /** Time never goes back. */
    void advanceTo(long epochMillis) {
        if (isEventTime() && epochMillis > now) {
            if (now == UNKNOWN) {
                first = epochMillis;
                reckoned = epochMillis;
            }
            now = epochMillis;
        }
    }

    private static double millis(long from, long to) {
        return from == UNKNOWN || to == UNKNOWN ? 0 : (double) to - from;
    }

    /** What a row of weight 1 that comes now weighs, beside weights as they were at the last reckoning. */
    double weightNow() {
        return isEventTime() ? 1 / decay.left(millis(reckoned, now)) : 1;
    }

    boolean mustReckon() {
        return isEventTime() && millis(reckoned, now) > MOST_HALF_LIVES * decay.halfLife();
    }

    /** Reckons event time up; gives what is left of all weights, those of rows that wait among them. */
    double reckon() {
        double left = isEventTime() ? decay.left(millis(reckoned, now)) : 1;
        reckoned = now;
        return left;
    }

    /** Counts a mini-batch; gives what it leaves of the weights before it. */
    double pass(double weight) {
        batches++;
        points += weight;
        return switch (decay.unit()) {
            case BATCHES -> decay.left(1);
            case POINTS -> decay.left(weight);
            case EVENT_TIME -> 1;
        };
    }

    /** What this clock has left of weights as they were at {@code base}. */
    double leftSince(DecayClock base) {
        return decay.left(unitsSince(base));
    }

    private double unitsSince(DecayClock base) {
        return switch (decay.unit()) {
            case BATCHES -> batches - base.batches;
            case POINTS -> points - base.points;
            case EVENT_TIME -> millis(base.reckoned == UNKNOWN ? first : base.reckoned, reckoned);
        };
    }

    /** What is left of a part's weights when this clock, which has gone on to the latest of all parts, takes them over. */
    double leftOf(DecayClock part) {
        return isEventTime() ? leftSince(part) : 1;
    }

    /** Goes on to the latest time of all parts; whoever calls reckons it up. */
    void advanceTo(List<DecayClock> parts) {
        if (now == UNKNOWN) {
            parts.stream()
                    .mapToLong(part -> part.first)
                    .filter(time -> time != UNKNOWN)
                    .min()
                    .ifPresent(this::advanceTo);
        }
        parts.forEach(part -> advanceTo(part.now));
    }

    /**
     * Counts what passed in each part since {@code base}; gives what that leaves of weights as they were at {@code base}. All parts have the
     * same event time, their batches and points come one after the other.
     */
    double pass(DecayClock base, List<DecayClock> parts) {
        double units = isEventTime() ? unitsSince(base) : 0;
        for (DecayClock part : parts) {
            if (!isEventTime()) {
                units += part.unitsSince(base);
            }
            batches += part.batches - base.batches;
            points += part.points - base.points;
        }
        return decay.left(units);
    }

    void writeTo(SnapshotOutput out) {
        out.count(batches);
        out.number(points);
        out.count(first);
        out.count(now);
        out.count(reckoned);
    }

    void readFrom(SnapshotInput in) {
        batches = in.count();
        points = in.number();
        first = in.count();
        now = in.count();
        reckoned = in.count();
    }
}
