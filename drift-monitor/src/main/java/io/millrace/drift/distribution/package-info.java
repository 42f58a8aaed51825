/**
 * Distances between two distributions and tests whether two samples are of one, each in a file of its own, as pure
 * functions. In: shares, counts or {@link io.millrace.drift.distribution.EmpiricalDistribution values}; out: a number, or a
 * {@link io.millrace.drift.distribution.TestResult}. No state, no configuration; errors of the caller (lengths that
 * differ, negative counts) are {@link IllegalArgumentException}, and what has no answer (nothing counted) is NaN.
 */
package io.millrace.drift.distribution;
