/**
 * One learner on several cores: copies learn shares of a batch side by side and are made one again after it.
 *
 * <p>In come examples as for any learner, out goes the same; this package owns the threads and the examples that wait. The algorithm
 * is that of the {@link io.millrace.learning.Combinable} learner inside.
 */
package io.millrace.learning.parallel;
