package io.millrace.jobs.pipeline;

import java.io.Serializable;

/**
 * How well a classifier does is estimated from its own probabilities, before labels come.
 *
 * @param output the model's output that is the probability of class 1; taken at its word, so it should be calibrated
 * @param decision from which probability on it counts as 1, in [0, 1]
 * @param leastAccuracy estimates below alarm; 0: none does
 */
public record DriftPerformance(String output, double decision, double leastAccuracy) implements Serializable {
    /** What signals about it are about. */
    public String subject() {
        return "performance." + output;
    }
}
