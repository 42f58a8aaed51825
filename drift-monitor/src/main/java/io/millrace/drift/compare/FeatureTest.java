package io.millrace.drift.compare;

import io.millrace.drift.config.Checks;
import java.io.Serializable;

/**
 * A measure to take, and from when on it is a drift.
 *
 * @param statistic one on distributions; those on quality are always taken
 * @param threshold least value that is a drift, > 0
 */
public record FeatureTest(Statistic statistic, double threshold) implements Serializable {
    /** Checks the threshold. */
    public FeatureTest {
        new Checks()
                .positive("threshold", threshold)
                .require(!statistic.isQuality(), "statistic", "must be one on distributions", statistic.label())
                .done();
    }

    /** With its usual threshold. */
    public static FeatureTest of(Statistic statistic) {
        return new FeatureTest(statistic, statistic.defaultThreshold());
    }

    /** What it says of a feature: a drift if the value reaches the threshold and is no chance. */
    Finding judge(String feature, double value, double pValue, long n, double significance, String cause) {
        boolean drift = value >= threshold && pValue <= significance;
        return new Finding(feature, statistic, value, threshold, pValue, n, drift, cause);
    }
}
