package io.millrace.drift.report;

import io.millrace.drift.alarm.FalseDiscovery;
import io.millrace.drift.compare.DriftTests;
import io.millrace.drift.compare.Finding;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All features of a current sample against a reference.
 *
 * @param reference what it is compared with, in words
 * @param current what is compared, in words
 * @param referenceRows rows of the reference
 * @param currentRows rows of the current sample
 * @param significance share of chance among drifts that is allowed
 * @param features drifting ones first, the strongest first; equally strong ones by name
 */
public record DriftReport(
        String reference,
        String current,
        long referenceRows,
        long currentRows,
        double significance,
        List<FeatureReport> features) {
    /** Copies the features. */
    public DriftReport {
        features = List.copyOf(features);
    }

    /**
     * Compares.
     *
     * @param reference what it is compared with, in words
     * @param current what is compared, in words
     * @param references by feature
     * @param windows by feature, each counted in its reference's layout; a feature without reference is reported so
     * @param tests whose significance is controlled across the features, as Benjamini and Hochberg do
     */
    public static DriftReport of(
            String reference,
            String current,
            Map<String, Reference> references,
            Map<String, ? extends FeatureWindow> windows,
            DriftTests tests) {
        Map<String, List<Finding>> byFeature = tests.testAll(references, windows);
        List<Finding> all = new ArrayList<>();
        byFeature.values().forEach(all::addAll);
        double significance = tests.config().significance();
        List<Finding> decided = FalseDiscovery.control(all, significance);
        List<FeatureReport> features = new ArrayList<>();
        byFeature.keySet().forEach(feature -> {
            List<Finding> own = decided.stream()
                    .filter(finding -> finding.feature().equals(feature))
                    .toList();
            features.add(new FeatureReport(feature, own, histogram(references.get(feature), windows.get(feature))));
        });
        features.sort(Comparator.comparing(FeatureReport::drift)
                .thenComparing(FeatureReport::strength)
                .reversed()
                .thenComparing(FeatureReport::feature));
        return new DriftReport(
                reference,
                current,
                references.values().stream()
                        .mapToLong(one -> one.window().rows())
                        .max()
                        .orElse(0),
                windows.values().stream().mapToLong(FeatureWindow::rows).max().orElse(0),
                significance,
                features);
    }

    /** Features that drift. */
    public long drifting() {
        return features.stream().filter(FeatureReport::drift).count();
    }

    private static Histogram histogram(Reference reference, FeatureWindow window) {
        FeatureWindow past =
                reference != null ? reference.window() : window.layout().newWindow();
        FeatureWindow now = window != null ? window : past.layout().newWindow();
        return Histogram.of(past, now);
    }
}
