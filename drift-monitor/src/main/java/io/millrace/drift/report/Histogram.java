package io.millrace.drift.report;

import io.millrace.drift.distribution.EmpiricalDistribution;
import io.millrace.drift.distribution.Shares;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.TextCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How a feature is spread in the reference and now, in the same parts.
 *
 * @param labels of the parts, in order
 * @param reference share of the reference's values in each part, 0 where it has none
 * @param current share of the current values in each part
 */
public record Histogram(List<String> labels, List<Double> reference, List<Double> current) {
    private static final int BARS = 30;
    private static final int CATEGORIES = 20;

    /** Outermost values that bars of equal width leave to the first and the last one, of each end. */
    private static final double TAIL = 0.005;

    /** Copies the lists. */
    public Histogram {
        labels = List.copyOf(labels);
        reference = List.copyOf(reference);
        current = List.copyOf(current);
    }

    /** Of two windows of one layout. Numbers whose values were kept get bars of equal width, others their bins. */
    public static Histogram of(FeatureWindow reference, FeatureWindow current) {
        if (reference instanceof NumericWindow past && current instanceof NumericWindow now) {
            EmpiricalDistribution r = past.values().orElse(EmpiricalDistribution.of());
            EmpiricalDistribution c = now.values().orElse(EmpiricalDistribution.of());
            return r.size() > 0 && c.size() > 0 ? equalWidth(r, c) : bins(past, now);
        }
        if (reference instanceof CategoricalWindow past && current instanceof CategoricalWindow now) {
            return categories(past, now);
        }
        return new Histogram(List.of(), List.of(), List.of());
    }

    private static Histogram equalWidth(EmpiricalDistribution r, EmpiricalDistribution c) {
        double low = Math.min(r.atRank(tail(r)), c.atRank(tail(c)));
        double high = Math.max(r.atRank(r.count() + 1 - tail(r)), c.atRank(c.count() + 1 - tail(c)));
        if (low == high) {
            return new Histogram(
                    List.of(number(low)),
                    List.of(share(r.countUpTo(low), r.count())),
                    List.of(share(c.countUpTo(low), c.count())));
        }
        List<String> labels = new ArrayList<>();
        long[] reference = new long[BARS];
        long[] current = new long[BARS];
        double from = low;
        for (int bar = 0; bar < BARS; bar++) {
            // halves first: the difference of two large values may overflow
            double to = bar == BARS - 1 ? high : low + 2 * ((high / 2 - low / 2) * (bar + 1) / BARS);
            labels.add(number(from) + " to " + number(to));
            long rBelow = bar == 0 ? 0 : r.countUpTo(from);
            long cBelow = bar == 0 ? 0 : c.countUpTo(from);
            reference[bar] = (bar == BARS - 1 ? r.count() : r.countUpTo(to)) - rBelow;
            current[bar] = (bar == BARS - 1 ? c.count() : c.countUpTo(to)) - cBelow;
            from = to;
        }
        return new Histogram(labels, shares(reference), shares(current));
    }

    private static long tail(EmpiricalDistribution values) {
        return 1 + (long) (TAIL * (values.count() - 1));
    }

    private static Histogram bins(NumericWindow reference, NumericWindow current) {
        double[] edges = reference.layout().edges();
        List<String> labels = new ArrayList<>();
        for (int bin = 0; bin <= edges.length; bin++) {
            labels.add(
                    edges.length == 0
                            ? "all"
                            : bin == edges.length ? "above " + number(edges[bin - 1]) : "up to " + number(edges[bin]));
        }
        return new Histogram(labels, shares(reference.counts()), shares(current.counts()));
    }

    private static Histogram categories(CategoricalWindow reference, CategoricalWindow current) {
        List<String> names = reference.layout().categories();
        List<Double> r = shares(withOther(reference));
        List<Double> c = shares(withOther(current));
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
        order.sort(Comparator.comparingDouble((Integer i) -> Math.max(r.get(i), c.get(i)))
                .reversed());
        List<String> labels = new ArrayList<>();
        List<Double> past = new ArrayList<>();
        List<Double> now = new ArrayList<>();
        for (int i : order.subList(0, Math.min(CATEGORIES, order.size()))) {
            labels.add(names.get(i));
            past.add(r.get(i));
            now.add(c.get(i));
        }
        double pastRest = 1 - past.stream().mapToDouble(Double::doubleValue).sum();
        double nowRest = 1 - now.stream().mapToDouble(Double::doubleValue).sum();
        if (pastRest > 1e-9 || nowRest > 1e-9) {
            List<TextCount> others = current.topOthers(2);
            labels.add(CategoricalWindow.OTHER
                    + (others.isEmpty() ? "" : ": " + others.get(0).text() + (others.size() > 1 ? ", …" : "")));
            past.add(reference.count() == 0 ? 0 : Math.max(0, pastRest));
            now.add(current.count() == 0 ? 0 : Math.max(0, nowRest));
        }
        return new Histogram(labels, past, now);
    }

    private static long[] withOther(CategoricalWindow texts) {
        long[] listed = texts.counts();
        long[] all = Arrays.copyOf(listed, listed.length + 1);
        all[listed.length] = texts.other();
        return all;
    }

    private static List<Double> shares(long[] counts) {
        return Arrays.stream(Shares.of(counts))
                .mapToObj(share -> Double.isNaN(share) ? 0.0 : share)
                .toList();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
