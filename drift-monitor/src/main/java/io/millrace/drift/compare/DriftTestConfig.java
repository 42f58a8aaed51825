package io.millrace.drift.compare;

import io.millrace.drift.config.Checks;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which measures are taken.
 *
 * @param minimumCount windows of fewer values have no finding on their distribution, and of fewer rows none on quality,
 *     >= 1
 * @param significance greatest p-value that is not taken for chance, in (0, 1); one test at a time, before {@code alarm}
 *     looks across features
 * @param smallReference references of at most this many rows are compared by KS, chi-square and proportions, larger ones by
 *     Wasserstein and Jensen-Shannon; >= 0. Evidently's rule
 * @param thresholds other thresholds than the statistics' own, for the rule's choice and for quality
 * @param features tests of single features, by name, in place of the rule's choice; an empty list: quality only
 */
public record DriftTestConfig(
        long minimumCount,
        double significance,
        long smallReference,
        Map<Statistic, Double> thresholds,
        Map<String, List<FeatureTest>> features)
        implements Serializable {
    /** Copies the maps; checks everything. */
    public DriftTestConfig {
        thresholds = Map.copyOf(thresholds);
        features = Map.copyOf(features);
        Checks checks = new Checks()
                .require(minimumCount >= 1, "minimumCount", "must be >= 1", minimumCount)
                .probability("significance", significance)
                .require(smallReference >= 0, "smallReference", "must be >= 0", smallReference);
        thresholds.forEach((statistic, value) -> checks.positive("thresholds." + statistic.label(), value));
        checks.done();
    }

    /** At least 100 values, 5 % significance, references of up to 1,000 rows small, usual thresholds. */
    public static DriftTestConfig defaults() {
        return new DriftTestConfig(100, 0.05, 1_000, Map.of(), Map.of());
    }

    /** The same with tests of its own for a feature. */
    public DriftTestConfig withFeature(String feature, List<FeatureTest> tests) {
        Map<String, List<FeatureTest>> all = new HashMap<>(features);
        all.put(feature, List.copyOf(tests));
        return new DriftTestConfig(minimumCount, significance, smallReference, thresholds, all);
    }

    /** The same with another threshold for a statistic. */
    public DriftTestConfig withThreshold(Statistic statistic, double threshold) {
        Map<Statistic, Double> all = new EnumMap<>(Statistic.class);
        all.putAll(thresholds);
        all.put(statistic, threshold);
        return new DriftTestConfig(minimumCount, significance, smallReference, all, features);
    }

    /** The same for windows of at least {@code count} values. */
    public DriftTestConfig withMinimumCount(long count) {
        return new DriftTestConfig(count, significance, smallReference, thresholds, features);
    }

    /** The threshold of a statistic where a feature has none of its own. */
    public double threshold(Statistic statistic) {
        return thresholds.getOrDefault(statistic, statistic.defaultThreshold());
    }
}
