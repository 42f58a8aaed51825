package io.millrace.jobs.monitoring;

import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.DriftTests;
import io.millrace.drift.compare.Finding;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.report.Histogram;
import io.millrace.jobs.monitoring.SubjectWindows.Complete;
import java.util.ArrayList;
import java.util.List;

/** Holds complete windows against their reference. Stateless. */
final class WindowTests {
    private final DriftTests tests;
    private final BaselineConfig baseline;

    WindowTests(DriftTestConfig config, BaselineConfig baseline) {
        tests = new DriftTests(config);
        this.baseline = baseline;
    }

    /** From when on a measure is greater than usual. */
    BaselineConfig baseline() {
        return baseline;
    }

    /** What is measured of a window, without a look at what is usual. */
    List<Finding> test(Reference reference, FeatureWindow window) {
        return tests.test(reference, window);
    }

    /** What is measured of a window; never nothing. */
    List<Measurement> hold(String model, String subject, Complete window) {
        List<Measurement> measurements = new ArrayList<>();
        if (!window.learned().isEmpty()) {
            Measurement made = of(Kinds.REFERENCE, model, subject, "", window);
            made.n = window.values().rows();
            made.cause = window.learned();
            measurements.add(made);
            return measurements;
        }
        for (Finding found : tests.test(window.reference(), window.values())) {
            Finding finding = judged(found, window);
            Measurement measurement =
                    of(Kinds.STATISTIC, model, subject, finding.statistic().label(), window);
            measurement.value = finding.value();
            measurement.threshold = finding.threshold();
            measurement.pValue = finding.pValue();
            measurement.n = finding.n();
            measurement.drift = finding.drift();
            measurement.cause = finding.cause();
            measurements.add(measurement);
        }
        if (measurements.isEmpty()) {
            Measurement few = of(Kinds.TOO_FEW, model, subject, "", window);
            few.n = window.values().rows();
            measurements.add(few);
        } else {
            Measurement spread = of(Kinds.HISTOGRAM, model, subject, "", window);
            spread.n = window.values().rows();
            spread.cause = HistogramText.of(Histogram.of(window.reference().window(), window.values()));
            measurements.add(spread);
        }
        return measurements;
    }

    /** The extremes of a reference that was learned are those of a sample, and no range that values must lie in. */
    private static Finding judged(Finding found, Complete window) {
        if (window.isReferenceLearned() && found.statistic() == Statistic.OUT_OF_RANGE_RATE) {
            return new Finding(
                    found.feature(),
                    found.statistic(),
                    found.value(),
                    Double.NaN,
                    Double.NaN,
                    found.n(),
                    false,
                    found.cause());
        }
        return window.baseline().judged(found);
    }

    private static Measurement of(String kind, String model, String subject, String measure, Complete window) {
        Measurement measurement = Measurement.of(kind, window.until() - 1, model, subject, measure);
        measurement.from = window.from();
        return measurement;
    }
}
