/**
 * Incremental learners: what every one of them is.
 *
 * <p>In comes a {@link io.millrace.learning.FeatureVector} with its label, out goes a score, a snapshot, or an open
 * document (PMML, ONNX) that any engine can serve. A learner owns its weights, optimiser state, counters and random state; nothing else
 * does. The algorithms are in the packages below, one a file; wiring, topics and timers are in {@code jobs}.
 */
package io.millrace.learning;
