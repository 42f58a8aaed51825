package io.millrace.jobs.pipeline;

import java.io.Serializable;

/**
 * What answers an event that the model cannot score.
 *
 * @param fallback the value of the first output; NaN: the event becomes a dead letter
 */
public record FailurePolicy(double fallback) implements Serializable {
    /** Whether a value answers instead of a dead letter. */
    public boolean hasFallback() {
        return !Double.isNaN(fallback);
    }
}
