package io.millrace.drift.distribution;

/**
 * What a test says.
 *
 * @param statistic the test's statistic
 * @param pValue how likely a statistic at least as extreme is where nothing changed, in [0, 1]; NaN where nothing was
 *     counted
 */
public record TestResult(double statistic, double pValue) {
    /** Where there is nothing to test. */
    static final TestResult NONE = new TestResult(Double.NaN, Double.NaN);
}
