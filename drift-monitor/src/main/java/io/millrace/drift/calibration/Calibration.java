package io.millrace.drift.calibration;

import io.millrace.drift.alarm.Alarm;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.alarm.Alarms;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.DriftTests;
import io.millrace.drift.compare.Finding;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.config.Checks;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Thresholds for a wanted time between false alarms. The recording is cut into windows; the first half of them is the
 * reference, and what is found in the second half is taken for false. A feature's threshold is the mean of its values in
 * those windows plus k of their standard deviations, one k for all: the least that alarms no more often than wanted. Then
 * each feature is shifted from the middle of the second half on, and the windows until its alarm are counted.
 *
 * <p>A recording shorter than the wanted time can only show that there was no alarm in it. The thresholds are found on the
 * windows that they are judged by, so expect somewhat more alarms on new data.
 */
public final class Calibration {
    private static final int FEWEST_WINDOWS = 6;
    private static final double STEP = 0.25;
    private static final int STEPS = 200;

    /** Least threshold: what is smaller is of no interest however steady a feature is. */
    private static final double LEAST_THRESHOLD = 0.01;

    private final Recording recording;
    private final Plan plan;
    private final List<Span> quiet;
    private final Map<String, Reference> references = new TreeMap<>();
    private final DriftTests tests;
    private final List<List<Finding>> findings = new ArrayList<>();
    private final int referenceWindows;

    /**
     * What is wanted.
     *
     * @param window length of windows, > 0
     * @param meanTimeBetweenFalseAlarms of all features together, >= window
     * @param minimumCount windows of fewer rows are left out, >= 1
     * @param policy how findings become alarms
     */
    public record Plan(Duration window, Duration meanTimeBetweenFalseAlarms, long minimumCount, AlarmPolicy policy) {
        /** Checks everything. */
        public Plan {
            new Checks()
                    .require(window.toMillis() > 0, "window", "must be at least 1 ms", window)
                    .require(
                            meanTimeBetweenFalseAlarms.compareTo(window) >= 0,
                            "meanTimeBetweenFalseAlarms",
                            "must be >= window " + window,
                            meanTimeBetweenFalseAlarms)
                    .require(minimumCount >= 1, "minimumCount", "must be >= 1", minimumCount)
                    .done();
        }
    }

    /**
     * A feature's threshold.
     *
     * @param feature its name
     * @param statistic that is taken of it
     * @param threshold found for it
     */
    public record Threshold(String feature, Statistic statistic, double threshold) {}

    /**
     * How soon a fault was found.
     *
     * @param feature that was shifted
     * @param shift how
     * @param windows until its alarm, from 1: the first window with the fault; 0: never
     */
    public record Delay(String feature, Shift shift, int windows) {}

    /**
     * What was found.
     *
     * @param referenceWindows windows that the reference is made of
     * @param quietWindows windows that were judged
     * @param allowed alarms that the wanted time allows in them
     * @param falseAlarms that there were with these thresholds
     * @param qualityAlarms those of them about quality, which thresholds on distributions do not change
     * @param deviations k: standard deviations above the mean
     * @param thresholds by feature
     * @param delays of injected shifts
     */
    public record Result(
            int referenceWindows,
            int quietWindows,
            long allowed,
            int falseAlarms,
            int qualityAlarms,
            double deviations,
            List<Threshold> thresholds,
            List<Delay> delays) {}

    private record Span(long start, int from, int to) {}

    private Calibration(Recording recording, Plan plan) {
        this.recording = recording;
        this.plan = plan;
        List<Span> spans = spans();
        if (spans.size() < FEWEST_WINDOWS) {
            throw new IllegalArgumentException("recording must have at least " + FEWEST_WINDOWS + " windows of "
                    + plan.minimumCount() + " rows, found " + spans.size());
        }
        referenceWindows = spans.size() / 2;
        quiet = spans.subList(referenceWindows, spans.size());
        tests = new DriftTests(DriftTestConfig.defaults().withMinimumCount(plan.minimumCount()));
        List<String> features = new ArrayList<>(recording.numericFeatures());
        features.addAll(recording.textFeatures());
        for (String feature : features) {
            FeatureWindow first = recording.newWindow(feature);
            recording.fill(first, 0, quiet.get(0).from());
            references.put(feature, Reference.learn(first, Retention.NONE));
        }
        for (Span span : quiet) {
            List<Finding> all = new ArrayList<>();
            references.values().forEach(reference -> all.addAll(test(reference, null, span)));
            findings.add(all);
        }
    }

    /**
     * Calibrates.
     *
     * @throws IllegalArgumentException if the recording has fewer than six windows
     */
    public static Result run(Recording recording, Plan plan) {
        return new Calibration(recording, plan).run();
    }

    private List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        long length = plan.window().toMillis();
        int from = 0;
        while (from < recording.rows()) {
            long start = Math.floorDiv(recording.time(from), length) * length;
            int to = from;
            while (to < recording.rows() && recording.time(to) < start + length) {
                to++;
            }
            if (to - from >= plan.minimumCount()) {
                spans.add(new Span(start, from, to));
            }
            from = to;
        }
        return spans;
    }

    /** A null shift: as it was. */
    private List<Finding> test(Reference reference, Shift shift, Span span) {
        FeatureWindow window = reference.layout().newWindow();
        if (shift == null) {
            recording.fill(window, span.from(), span.to());
        } else {
            shift.fill(recording, reference.window(), window, span.from(), span.to());
        }
        return tests.test(reference, window);
    }

    private Result run() {
        Map<String, double[]> spread = spread();
        long time = quiet.size() * plan.window().toMillis();
        long allowed = time / plan.meanTimeBetweenFalseAlarms().toMillis();
        int step = 0;
        List<Alarm> alarms = alarms(thresholds(spread, 0));
        while (step < STEPS && alarms.size() > allowed && hasDistributional(alarms)) {
            step++;
            alarms = alarms(thresholds(spread, step * STEP));
        }
        Map<String, Double> thresholds = thresholds(spread, step * STEP);
        int quality = (int) alarms.stream()
                .filter(alarm -> alarm.findings().get(0).statistic().isQuality())
                .count();
        return new Result(
                referenceWindows,
                quiet.size(),
                allowed,
                alarms.size(),
                quality,
                step * STEP,
                listed(thresholds),
                delays(thresholds));
    }

    private static boolean hasDistributional(List<Alarm> alarms) {
        return alarms.stream()
                .anyMatch(alarm -> alarm.findings().stream()
                        .anyMatch(finding -> !finding.statistic().isQuality()));
    }

    /** Mean and standard deviation of each feature's values over the quiet windows. */
    private Map<String, double[]> spread() {
        Map<String, List<Double>> values = new TreeMap<>();
        findings.forEach(window -> window.stream()
                .filter(Calibration::isCalibrated)
                .forEach(finding -> values.computeIfAbsent(finding.feature(), name -> new ArrayList<>())
                        .add(finding.value())));
        Map<String, double[]> spread = new TreeMap<>();
        values.forEach((feature, all) -> {
            double mean =
                    all.stream().mapToDouble(Double::doubleValue).average().orElse(0);
            double variance = all.stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0);
            spread.put(feature, new double[] {mean, Math.sqrt(variance)});
        });
        return spread;
    }

    private static boolean isCalibrated(Finding finding) {
        return !finding.statistic().isQuality() && Double.isFinite(finding.value());
    }

    private static Map<String, Double> thresholds(Map<String, double[]> spread, double deviations) {
        Map<String, Double> thresholds = new TreeMap<>();
        spread.forEach((feature, one) ->
                thresholds.put(feature, Math.max(LEAST_THRESHOLD, one[0] + deviations * one[1])));
        return thresholds;
    }

    private List<Threshold> listed(Map<String, Double> thresholds) {
        Map<String, Threshold> listed = new TreeMap<>();
        findings.forEach(window -> window.stream()
                .filter(Calibration::isCalibrated)
                .forEach(finding -> listed.putIfAbsent(
                        finding.feature(),
                        new Threshold(finding.feature(), finding.statistic(), thresholds.get(finding.feature())))));
        return List.copyOf(listed.values());
    }

    private List<Alarm> alarms(Map<String, Double> thresholds) {
        Alarms alarms = new Alarms(plan.policy());
        List<Alarm> raised = new ArrayList<>();
        for (int i = 0; i < quiet.size(); i++) {
            raised.addAll(update(alarms, i, findings.get(i), thresholds));
        }
        return raised;
    }

    private List<Alarm> update(Alarms alarms, int window, List<Finding> found, Map<String, Double> thresholds) {
        long start = quiet.get(window).start();
        List<Finding> judged = alarms.decide(
                found.stream().map(finding -> with(thresholds, finding)).toList());
        return alarms.update(start, start + plan.window().toMillis(), judged).stream()
                .filter(alarm -> alarm.kind() == Alarm.Kind.RAISED)
                .toList();
    }

    private static Finding with(Map<String, Double> thresholds, Finding finding) {
        if (finding.statistic().isQuality()) {
            return finding;
        }
        return new Finding(
                finding.feature(),
                finding.statistic(),
                finding.value(),
                thresholds.getOrDefault(finding.feature(), finding.threshold()),
                finding.pValue(),
                finding.n(),
                finding.drift(),
                finding.cause());
    }

    private List<Delay> delays(Map<String, Double> thresholds) {
        List<Delay> delays = new ArrayList<>();
        references.forEach((feature, reference) -> Shift.of(reference.window())
                .forEach(shift -> delays.add(new Delay(feature, shift, delay(reference, shift, thresholds)))));
        return delays;
    }

    private int delay(Reference reference, Shift shift, Map<String, Double> thresholds) {
        Alarms alarms = new Alarms(plan.policy());
        int begin = quiet.size() / 2;
        for (int i = begin; i < quiet.size(); i++) {
            List<Finding> all = new ArrayList<>(findings.get(i));
            all.removeIf(finding -> finding.feature().equals(reference.feature()));
            all.addAll(test(reference, shift, quiet.get(i)));
            if (update(alarms, i, all, thresholds).stream()
                    .anyMatch(alarm -> alarm.feature().equals(reference.feature()))) {
                return i - begin + 1;
            }
        }
        return 0;
    }
}
