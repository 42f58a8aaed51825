package io.millrace.drift.compare;

/**
 * One measure of one feature in one window.
 *
 * @param feature its name
 * @param statistic what was measured
 * @param value how great it is; infinite where distributions have nothing in common and the measure is unbounded
 * @param threshold from which value on it is a drift
 * @param pValue how likely a value this great is where nothing changed; NaN where chance plays no part
 * @param n rows or values of the window that were measured
 * @param drift whether the value reaches the threshold and is not chance
 * @param cause what changed, in words
 */
public record Finding(
        String feature,
        Statistic statistic,
        double value,
        double threshold,
        double pValue,
        long n,
        boolean drift,
        String cause) {
    /** The value in units of its threshold: what findings of different statistics are ordered by; at most 1e6. */
    public double strength() {
        double strength = threshold > 0 ? value / threshold : value;
        return Double.isNaN(strength) ? 0 : Math.min(strength, 1e6);
    }

    /** Whether the value reaches the threshold, chance or not. */
    public boolean isLarge() {
        return value >= threshold;
    }

    /** Whether it is more than a chance of {@code level}; findings without a p-value are. */
    public boolean isSignificant(double level) {
        return Double.isNaN(pValue) || pValue <= level;
    }

    /** The same with another decision. */
    public Finding decided(boolean isDrift) {
        return new Finding(feature, statistic, value, threshold, pValue, n, isDrift, cause);
    }
}
