package io.millrace.drift.compare;

import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares windows with references. Any window and any reference have a result; what cannot be compared is a finding on
 * quality. Stateless; for any number of threads.
 */
public final class DriftTests {
    private final DriftTestConfig config;

    /** Tests as configured. */
    public DriftTests(DriftTestConfig config) {
        this.config = config;
    }

    /** What it was made of. */
    public DriftTestConfig config() {
        return config;
    }

    /**
     * Compares a feature's window with its reference.
     *
     * @return findings on quality and on the distribution; none where there are some rows, but fewer than {@link
     *     DriftTestConfig#minimumCount}
     */
    public List<Finding> test(Reference reference, FeatureWindow window) {
        Subject subject = new Subject(reference.feature(), window.rows());
        if (window.rows() == 0) {
            return List.of(subject.fault(Statistic.EMPTY_WINDOW, "no rows"));
        }
        if (window.layout().getClass() != reference.layout().getClass()) {
            return List.of(subject.fault(
                    Statistic.REFERENCE_MISMATCH,
                    "values are " + kind(window) + ", the reference has " + kind(reference.window())));
        }
        if (window.layout().fingerprint() != reference.layout().fingerprint()) {
            return List.of(subject.fault(Statistic.REFERENCE_MISMATCH, "counted in other bins than the reference"));
        }
        if (window.rows() < config.minimumCount()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        if (reference.window().count() == 0) {
            findings.add(subject.fault(Statistic.REFERENCE_MISMATCH, "the reference has no values"));
        }
        new QualityTests(config, reference.window(), window).addTo(findings);
        if (window.count() >= config.minimumCount() && reference.window().count() > 0) {
            if (window instanceof NumericWindow numbers) {
                new NumericTests(config, (NumericWindow) reference.window(), numbers).addTo(findings);
            } else if (window instanceof CategoricalWindow texts) {
                new CategoricalTests(config, (CategoricalWindow) reference.window(), texts).addTo(findings);
            }
        }
        return List.copyOf(findings);
    }

    /**
     * Compares all features of a window with their references. A feature that has a reference and no window is found
     * empty, one that has a window and no reference is found without reference.
     *
     * @return by feature, in order of name
     */
    public Map<String, List<Finding>> testAll(
            Map<String, Reference> references, Map<String, ? extends FeatureWindow> windows) {
        TreeSet<String> features = new TreeSet<>(references.keySet());
        features.addAll(windows.keySet());
        Map<String, List<Finding>> findings = new TreeMap<>();
        for (String feature : features) {
            Reference reference = references.get(feature);
            FeatureWindow window = windows.get(feature);
            if (reference == null) {
                findings.put(
                        feature,
                        List.of(new Subject(feature, window.rows())
                                .fault(Statistic.REFERENCE_MISMATCH, "the reference has no such feature")));
            } else if (window == null) {
                findings.put(feature, List.of(new Subject(feature, 0).fault(Statistic.EMPTY_WINDOW, "no rows")));
            } else {
                findings.put(feature, test(reference, window));
            }
        }
        return findings;
    }

    private record Subject(String feature, long rows) {
        Finding fault(Statistic statistic, String cause) {
            return new Finding(feature, statistic, 1, 1, Double.NaN, rows, true, cause);
        }
    }

    private static String kind(FeatureWindow window) {
        return window instanceof NumericWindow ? "numbers" : "texts";
    }
}
