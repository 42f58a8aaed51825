package io.millrace.jobs.pipeline;

import java.io.Serializable;
import java.time.Duration;

/**
 * The topic of labels, and how they meet predictions.
 *
 * @param topic its name
 * @param horizon how long after its event a label may become known
 * @param missing what a prediction without a label at the horizon means
 * @param outOfOrder how far a record may be behind the newest of its partition and still be learned in order
 * @param idle after how long a silent partition holds time up no longer
 * @param maxAhead how far the time of an event or a label may be ahead of the clock; what is further is left out
 */
public record Labels(
        String topic, Duration horizon, Missing missing, Duration outOfOrder, Duration idle, Duration maxAhead)
        implements Serializable {
    /** What a label that did not come means. */
    public enum Missing {
        /** Nothing: nobody knows the truth. */
        IGNORE,
        /** That nothing happened: class 0. */
        NEGATIVE
    }
}
