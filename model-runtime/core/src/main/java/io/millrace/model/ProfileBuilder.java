package io.millrace.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Profiles one column: exact quantiles, so all numbers are kept until {@link #numeric}, 8 bytes each; texts are counted.
 * The result does not depend on the order of the values. One thread at a time.
 */
public final class ProfileBuilder {
    /** Bins of equal count, where values differ enough. */
    public static final int BINS = 30;

    /** Most texts that are listed one by one. */
    public static final int MOST_CATEGORIES = 100;

    private final String name;
    private final Map<String, Long> texts = new HashMap<>();
    private double[] numbers = new double[64];
    private int size;
    private long missing;
    private long invalid;

    /** A profile of the column called {@code name}. */
    public ProfileBuilder(String name) {
        this.name = name;
    }

    /** Adds a number; NaN counts as missing, an infinity as invalid. */
    public void add(double value) {
        if (Double.isNaN(value)) {
            missing++;
        } else if (Double.isInfinite(value)) {
            invalid++;
        } else {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = value + 0.0; // -0.0 and 0.0 are one value
        }
    }

    /** Adds a text; null counts as missing. */
    public void add(String text) {
        if (text == null) {
            missing++;
        } else {
            texts.merge(text, 1L, Long::sum);
        }
    }

    /** Counts a value that is none of the column's kind. */
    public void addInvalid() {
        invalid++;
    }

    /** The profile of the numbers that were added. */
    public ColumnProfile.Numeric numeric() {
        double[] sorted = Arrays.copyOf(numbers, size);
        Arrays.sort(sorted);
        List<Double> edges = new ArrayList<>();
        for (int bin = 1; bin < BINS && size > 0; bin++) {
            // least value with at least bin/BINS of all values at or below it
            int rank = (int) (((long) size * bin + BINS - 1) / BINS);
            double edge = sorted[rank - 1];
            if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
                edges.add(edge);
            }
        }
        double mean = mean(sorted);
        return new ColumnProfile.Numeric(
                name,
                size,
                missing,
                invalid,
                size == 0 ? Double.NaN : sorted[0],
                size == 0 ? Double.NaN : sorted[size - 1],
                mean,
                std(sorted, mean),
                edges,
                counts(sorted, edges));
    }

    /** The profile of the texts that were added. */
    public ColumnProfile.Categorical categorical() {
        List<ColumnProfile.Category> all = new ArrayList<>();
        texts.forEach((text, count) -> all.add(new ColumnProfile.Category(text, count)));
        all.sort(Comparator.comparingLong(ColumnProfile.Category::count)
                .reversed()
                .thenComparing(ColumnProfile.Category::value));
        List<ColumnProfile.Category> listed = all.subList(0, Math.min(MOST_CATEGORIES, all.size()));
        long count = all.stream().mapToLong(ColumnProfile.Category::count).sum();
        long inList = listed.stream().mapToLong(ColumnProfile.Category::count).sum();
        return new ColumnProfile.Categorical(name, count, missing, invalid, listed, count - inList);
    }

    private static List<Long> counts(double[] sorted, List<Double> edges) {
        List<Long> counts = new ArrayList<>();
        int done = 0;
        for (double edge : edges) {
            int from = done;
            while (done < sorted.length && sorted[done] <= edge) {
                done++;
            }
            counts.add((long) (done - from));
        }
        counts.add((long) (sorted.length - done));
        return counts;
    }

    /** Kept within the values' range, which rounding could leave. */
    private static double mean(double[] sorted) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double mean = 0;
        for (int i = 0; i < sorted.length; i++) {
            // halves first: the difference of two large values may overflow
            mean += 2 * ((sorted[i] / 2 - mean / 2) / (i + 1));
        }
        return Math.min(Math.max(mean, sorted[0]), sorted[sorted.length - 1]);
    }

    private static double std(double[] sorted, double mean) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double scale = Math.max(Math.abs(sorted[0] - mean), Math.abs(sorted[sorted.length - 1] - mean));
        if (scale == 0 || Double.isInfinite(scale)) {
            return scale == 0 ? 0 : Double.MAX_VALUE;
        }
        double sum = 0;
        for (double value : sorted) {
            double part = (value - mean) / scale;
            sum += part * part;
        }
        return scale * Math.sqrt(sum / sorted.length);
    }
}
