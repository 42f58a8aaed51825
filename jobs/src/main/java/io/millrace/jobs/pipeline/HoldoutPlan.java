package io.millrace.jobs.pipeline;

import io.millrace.learning.gate.HoldoutConfig;
import java.io.Serializable;

/**
 * Trusted examples that never came through the label topic, and what a candidate must not lose on them.
 *
 * @param config what it must not lose
 * @param examples what it is asked
 */
public record HoldoutPlan(HoldoutConfig config, HoldoutExamples examples) implements Serializable {}
