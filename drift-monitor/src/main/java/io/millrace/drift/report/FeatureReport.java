package io.millrace.drift.report;

import io.millrace.drift.compare.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What a report says of one feature.
 *
 * @param feature its name
 * @param findings all, in the order of the tests; none where the current sample is too small
 * @param histogram reference and current
 */
public record FeatureReport(String feature, List<Finding> findings, Histogram histogram) {
    /** Copies the findings. */
    public FeatureReport {
        findings = List.copyOf(findings);
    }

    /** Whether any finding is a drift. */
    public boolean drift() {
        return findings.stream().anyMatch(Finding::drift);
    }

    /**
     * The finding that speaks for the feature: the strongest drift, else the one on the distribution, else the first. Empty
     * where there is none.
     */
    public Optional<Finding> leading() {
        Finding leading = null;
        for (Finding finding : findings) {
            if (leading == null || leads(finding, leading)) {
                leading = finding;
            }
        }
        return Optional.ofNullable(leading);
    }

    private static boolean leads(Finding finding, Finding before) {
        if (finding.drift() || before.drift()) {
            return finding.drift() && (!before.drift() || finding.strength() > before.strength());
        }
        return before.statistic().isQuality() && !finding.statistic().isQuality();
    }

    /** Strength of the leading finding; what features are ordered by. */
    double strength() {
        return leading().map(Finding::strength).orElse(0.0);
    }
}
