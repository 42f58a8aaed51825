package io.millrace.jobs.pipeline;

import java.time.Duration;

/**
 * How often the job makes itself recoverable.
 *
 * @param interval between two checkpoints; under {@link Delivery#EXACTLY_ONCE} also about the delay of answers
 * @param timeout after which a checkpoint counts as failed
 * @param longestRestart longest time that a restart may take, before open transactions expire and their answers are lost
 */
public record Checkpoints(Duration interval, Duration timeout, Duration longestRestart) {
    /** These with another interval. */
    Checkpoints withInterval(Duration other) {
        return new Checkpoints(other, timeout, longestRestart);
    }
}
