/**
 * Learners whose scores are functions of w·x + b: each a configuration record, and behind it one of few kinds of state.
 *
 * <p>All are {@link io.millrace.learning.linear.LinearModel}s, from which PMML is made, and
 * {@link io.millrace.learning.Combinable}: weights, optimiser state and steps become the mean of the parts', weighted by the examples
 * learned since their base.
 */
package io.millrace.learning.linear;
