/**
 * Prequential evaluation: each example is scored first and learned after, so every figure is about examples that were new.
 *
 * <p>In come a label and the scores that were given before it was known; out go the values of metrics, each with the number
 * of examples behind it. A {@link io.millrace.learning.evaluation.Metric} is a formula without state; the forms
 * ({@link io.millrace.learning.evaluation.Cumulative}, {@link io.millrace.learning.evaluation.Fading},
 * {@link io.millrace.learning.evaluation.Windowed}) own the sums; {@link io.millrace.learning.evaluation.PrequentialEvaluation}
 * keeps all that fit a task beside answerers without skill. This package knows no learner.
 */
package io.millrace.learning.evaluation;
