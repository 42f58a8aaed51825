package io.millrace.drift.compare;

import io.millrace.drift.distribution.ProportionZ;
import io.millrace.drift.distribution.Shares;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Rates that tell of faulty data. A rate is a drift where it is above the reference's by the statistic's threshold; fewer
 * rows than {@value #FEWEST_ROWS} never are.
 */
final class QualityTests {
    /** Single rows are not worth an alarm, and normal approximations want this many. */
    static final long FEWEST_ROWS = 5;

    private static final int NAMED = 3;

    private final DriftTestConfig config;
    private final FeatureWindow reference;
    private final FeatureWindow window;

    QualityTests(DriftTestConfig config, FeatureWindow reference, FeatureWindow window) {
        this.config = config;
        this.reference = reference;
        this.window = window;
    }

    void addTo(List<Finding> findings) {
        addRate(
                findings,
                Statistic.MISSING_RATE,
                window.missing(),
                window.rows(),
                reference.missing(),
                reference.rows(),
                "without a value");
        addRate(
                findings,
                Statistic.INVALID_RATE,
                window.invalid(),
                window.rows(),
                reference.invalid(),
                reference.rows(),
                "not of its kind");
        if (window.count() == 0 || reference.count() == 0) {
            return;
        }
        if (window instanceof NumericWindow numbers) {
            NumericWindow past = (NumericWindow) reference;
            addRate(
                    findings,
                    Statistic.OUT_OF_RANGE_RATE,
                    numbers.outOfRange(),
                    numbers.count(),
                    past.outOfRange(),
                    past.count(),
                    outOfRange(numbers));
            addConstant(findings, numbers.min() == numbers.max(), numbers.counts(), past.counts());
        } else if (window instanceof CategoricalWindow texts) {
            CategoricalWindow past = (CategoricalWindow) reference;
            addRate(
                    findings,
                    Statistic.UNSEEN_CATEGORY_RATE,
                    texts.other(),
                    texts.count(),
                    past.other(),
                    past.count(),
                    unseen(texts));
            addConstant(findings, isOne(texts), withOther(texts), withOther(past));
        }
    }

    private void addRate(
            List<Finding> findings,
            Statistic statistic,
            long hits,
            long rows,
            long pastHits,
            long pastRows,
            String what) {
        double rate = (double) hits / rows;
        double pastRate = pastRows == 0 ? 0 : (double) pastHits / pastRows;
        double threshold = pastRate + config.threshold(statistic);
        double p = pastRows == 0
                ? Double.NaN
                : ProportionZ.test(hits, rows, pastHits, pastRows).pValue();
        boolean drift = rate >= threshold && hits >= FEWEST_ROWS && (Double.isNaN(p) || p <= config.significance());
        // found whether it is a drift or not: its value is watched
        findings.add(new Finding(
                window.layout().feature(),
                statistic,
                rate,
                threshold,
                hits < FEWEST_ROWS ? 1 : p,
                rows,
                drift,
                percent(rate) + " " + what + ", " + percent(pastRate) + " in the reference"));
    }

    /** Found only where it is so: all values are one, and by chance they hardly would be. */
    private void addConstant(List<Finding> findings, boolean constant, long[] counts, long[] pastCounts) {
        if (!constant || window.count() < config.minimumCount()) {
            return;
        }
        double[] shares = Shares.of(pastCounts);
        int part = 0;
        while (counts[part] == 0) {
            part++;
        }
        if (shares[part] == 1) {
            return;
        }
        double p = Math.pow(shares[part], (double) window.count());
        findings.add(new Finding(
                window.layout().feature(),
                Statistic.CONSTANT,
                1,
                Statistic.CONSTANT.defaultThreshold(),
                p,
                window.count(),
                p <= config.significance(),
                "all " + window.count() + " values are the same"));
    }

    private static boolean isOne(CategoricalWindow texts) {
        long other = texts.other();
        long listed = Arrays.stream(texts.counts()).filter(count -> count > 0).count();
        return other == 0 ? listed == 1 : listed == 0 && texts.topOthers(2).size() == 1;
    }

    private static long[] withOther(CategoricalWindow texts) {
        return CategoricalTests.withOther(texts);
    }

    private static String outOfRange(NumericWindow numbers) {
        return "outside [" + numbers.layout().low() + ", " + numbers.layout().high() + "], seen [" + numbers.min()
                + ", " + numbers.max() + "]";
    }

    private static String unseen(CategoricalWindow texts) {
        String names = texts.topOthers(NAMED).stream()
                .map(other -> other.text() + " (" + other.count() + ")")
                .collect(Collectors.joining(", "));
        return "in categories that the reference does not list" + (names.isEmpty() ? "" : ": " + names);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
