package io.millrace.drift.compare;

import io.millrace.drift.distribution.ProportionZ;
import io.millrace.drift.distribution.TestResult;
import io.millrace.drift.profile.CategoricalWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Tests of texts: on counts per category of the reference, all others taken together. */
final class CategoricalTests {
    private final DriftTestConfig config;
    private final CategoricalWindow reference;
    private final CategoricalWindow window;
    private final long[] referenceCounts;
    private final long[] counts;

    CategoricalTests(DriftTestConfig config, CategoricalWindow reference, CategoricalWindow window) {
        this.config = config;
        this.reference = reference;
        this.window = window;
        referenceCounts = withOther(reference);
        counts = withOther(window);
    }

    /** Counts per category, last those of all others. */
    static long[] withOther(CategoricalWindow texts) {
        long[] listed = texts.counts();
        long[] all = Arrays.copyOf(listed, listed.length + 1);
        all[listed.length] = texts.other();
        return all;
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

    private Statistic chosen() {
        if (reference.rows() > config.smallReference()) {
            return Statistic.JENSEN_SHANNON;
        }
        long distinct =
                Arrays.stream(referenceCounts).filter(count -> count > 0).count();
        return distinct == 2 ? Statistic.PROPORTION : Statistic.CHI_SQUARE;
    }

    private Finding finding(FeatureTest test) {
        double value;
        double p;
        if (test.statistic() == Statistic.PROPORTION) {
            int part = NumericTests.leastFrequent(referenceCounts);
            TestResult result =
                    ProportionZ.test(counts[part], window.count(), referenceCounts[part], reference.count());
            value = Math.abs(share(counts, part, window.count()) - share(referenceCounts, part, reference.count()));
            p = result.pValue();
        } else if (test.statistic() == Statistic.WASSERSTEIN || test.statistic() == Statistic.KOLMOGOROV_SMIRNOV) {
            return new Finding(
                    window.layout().feature(),
                    Statistic.REFERENCE_MISMATCH,
                    1,
                    1,
                    Double.NaN,
                    window.count(),
                    true,
                    test.statistic().label() + " wants numbers, the values are texts");
        } else {
            ShareMeasures shares = new ShareMeasures(referenceCounts, counts);
            value = shares.value(test.statistic());
            p = shares.pValue();
        }
        return test.judge(window.layout().feature(), value, p, window.count(), config.significance(), cause());
    }

    /** Names the category whose share changed most. */
    private String cause() {
        int most = 0;
        double greatest = -1;
        for (int part = 0; part < counts.length; part++) {
            double change =
                    Math.abs(share(counts, part, window.count()) - share(referenceCounts, part, reference.count()));
            if (change > greatest) {
                greatest = change;
                most = part;
            }
        }
        List<String> names = window.layout().categories();
        return String.format(
                Locale.ROOT,
                "%s is %.2f %% of the values, %.2f %% in the reference",
                most < names.size() ? names.get(most) : CategoricalWindow.OTHER,
                100 * share(counts, most, window.count()),
                100 * share(referenceCounts, most, reference.count()));
    }

    private static double share(long[] counts, int part, long total) {
        return (double) counts[part] / total;
    }
}
