/**
 * One learner on several cores: parts learn their blocks side by side and are combined now and then.
 *
 * <p>In come examples as for any learner, out goes the same; this package owns the threads and the examples on their way. The algorithm
 * is that of the {@link io.millrace.learning.Combinable} learner inside.
 */
package io.millrace.learning.parallel;
