package io.millrace.benchmarks;

import java.util.List;

/**
 * The middle and the ends of a few figures.
 *
 * @param median the mean of the two middle ones where their number is even
 * @param min least
 * @param max greatest
 */
record Spread(double median, double min, double max) {
    /** The spread of at least one figure. */
    static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** Median and ends, with {@code digits} after the point. */
    String text(int digits) {
        String one = "%,." + digits + "f";
        return (one + " (" + one + " to " + one + ")").formatted(median, min, max);
    }
}
