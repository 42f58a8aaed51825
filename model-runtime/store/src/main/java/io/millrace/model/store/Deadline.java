package io.millrace.model.store;

import java.time.Duration;

/**
 * A moment until which something must be done.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 */
public record Deadline(long nanos) {
    /** So long from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Time left; at least 1 ms, because to many calls 0 means for ever. */
    public Duration left() {
        return Duration.ofNanos(Math.max(nanos - System.nanoTime(), 1_000_000));
    }

    /** Whether it has passed. */
    public boolean isOver() {
        return nanos - System.nanoTime() <= 0;
    }
}
