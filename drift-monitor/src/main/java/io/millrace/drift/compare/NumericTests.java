package io.millrace.drift.compare;

import io.millrace.drift.distribution.EmpiricalDistribution;
import io.millrace.drift.distribution.KolmogorovSmirnov;
import io.millrace.drift.distribution.ProportionZ;
import io.millrace.drift.distribution.Shares;
import io.millrace.drift.distribution.TestResult;
import io.millrace.drift.distribution.Wasserstein;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import java.util.List;
import java.util.Locale;

/** Tests of numbers: on values where both windows kept them, else on counts per bin. */
final class NumericTests {
    /** Numbers of at most this many different values are compared as categories are; Evidently's rule. */
    private static final int FEW_VALUES = 5;

    private final DriftTestConfig config;
    private final NumericWindow reference;
    private final NumericWindow window;
    private final long[] referenceCounts;
    private final long[] counts;

    NumericTests(DriftTestConfig config, NumericWindow reference, NumericWindow window) {
        this.config = config;
        this.reference = reference;
        this.window = window;
        referenceCounts = reference.counts();
        counts = window.counts();
    }

    void addTo(List<Finding> findings) {
        List<FeatureTest> own = config.features().get(window.layout().feature());
        if (own == null) {
            Statistic chosen = chosen();
            findings.add(finding(new FeatureTest(chosen, config.threshold(chosen))));
        } else {
            own.forEach(test -> findings.add(finding(test)));
        }
    }

    /** Where a reference has few values, each of them is a bin's upper edge. */
    private Statistic chosen() {
        int distinct = 0;
        for (long count : referenceCounts) {
            distinct += count > 0 ? 1 : 0;
        }
        boolean small = reference.rows() <= config.smallReference();
        if (distinct > FEW_VALUES) {
            return small ? Statistic.KOLMOGOROV_SMIRNOV : Statistic.WASSERSTEIN;
        }
        if (!small) {
            return Statistic.JENSEN_SHANNON;
        }
        return distinct == 2 ? Statistic.PROPORTION : Statistic.CHI_SQUARE;
    }

    private Finding finding(FeatureTest test) {
        double value;
        double p;
        switch (test.statistic()) {
            case WASSERSTEIN -> {
                value = Wasserstein.normed(wasserstein(), reference.std());
                p = kolmogorovSmirnov().pValue();
            }
            case KOLMOGOROV_SMIRNOV -> {
                TestResult result = kolmogorovSmirnov();
                value = result.statistic();
                p = result.pValue();
            }
            case PROPORTION -> {
                int part = leastFrequent(referenceCounts);
                TestResult result =
                        ProportionZ.test(counts[part], window.count(), referenceCounts[part], reference.count());
                value = Math.abs(
                        (double) counts[part] / window.count() - (double) referenceCounts[part] / reference.count());
                p = result.pValue();
            }
            default -> {
                ShareMeasures shares = new ShareMeasures(referenceCounts, counts);
                value = shares.value(test.statistic());
                p = shares.pValue();
            }
        }
        return test.judge(window.layout().feature(), value, p, window.count(), config.significance(), cause());
    }

    /** The least frequent of the bins that have values. */
    static int leastFrequent(long[] counts) {
        int least = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && (counts[least] == 0 || counts[i] < counts[least])) {
                least = i;
            }
        }
        return least;
    }

    private double wasserstein() {
        EmpiricalDistribution past = reference.values().orElse(null);
        EmpiricalDistribution now = window.values().orElse(null);
        if (past != null && now != null && past.size() > 0 && now.size() > 0) {
            return Wasserstein.distance(past, now);
        }
        NumericLayout layout = window.layout();
        double[] edges = layout.edges();
        double low = bound(layout.low(), reference.min(), edges.length > 0 ? edges[0] : reference.min(), -1);
        double high =
                bound(layout.high(), reference.max(), edges.length > 0 ? edges[edges.length - 1] : reference.max(), 1);
        return Wasserstein.binned(edges, low, high, Shares.of(referenceCounts), Shares.of(counts));
    }

    /**
     * Where the outermost bin ends: at the range's end, beyond the outermost edge. Where a reference's greatest value is
     * its last edge, the bin above has no width of its own, and values in it would lie on the edge: they get one standard
     * deviation, so that a shift out of the range has a size.
     */
    private double bound(double range, double extreme, double edge, int direction) {
        double end = Double.isFinite(range) ? range : extreme;
        double beyond = direction > 0 ? end - edge : edge - end;
        return beyond > 0 ? end : edge + direction * Math.max(reference.std(), Wasserstein.LEAST_STD);
    }

    private TestResult kolmogorovSmirnov() {
        EmpiricalDistribution past = reference.values().orElse(null);
        EmpiricalDistribution now = window.values().orElse(null);
        if (past != null && now != null && past.size() > 0 && now.size() > 0) {
            return KolmogorovSmirnov.test(past, now);
        }
        double d = KolmogorovSmirnov.binned(Shares.of(referenceCounts), Shares.of(counts));
        return new TestResult(d, KolmogorovSmirnov.asymptoticP(d, reference.count(), window.count()));
    }

    private String cause() {
        return String.format(
                Locale.ROOT,
                "mean %.6g, %.6g in the reference; std %.6g, %.6g; range [%.6g, %.6g], [%.6g, %.6g]",
                window.mean(),
                reference.mean(),
                window.std(),
                reference.std(),
                window.min(),
                window.max(),
                reference.min(),
                reference.max());
    }
}
