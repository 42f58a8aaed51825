/**
 * How well a model does while its labels are not there yet. In: the probabilities that it gives; out: an {@link
 * io.millrace.drift.performance.EstimatedPerformance estimate}, right as far as the probabilities are.
 */
package io.millrace.drift.performance;
