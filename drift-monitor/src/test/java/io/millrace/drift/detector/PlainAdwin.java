package io.millrace.drift.detector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** ADWIN by its formula, with lists and no short cuts: what {@link Adwin} must answer. */
final class PlainAdwin {
    private record Bucket(double total, double deviation) {}

    private final AdwinConfig config;
    private List<Deque<Bucket>> rows = new ArrayList<>();
    private long updates;
    private double width;
    private double total;
    private double squares;
    private boolean ended;

    PlainAdwin(AdwinConfig config) {
        this.config = config;
    }

    boolean update(double value) {
        if (ended && !config.keepWindow()) {
            rows = new ArrayList<>();
            updates = 0;
            width = 0;
            total = 0;
            squares = 0;
        }
        updates++;
        if (width > 0) {
            squares += Math.pow(value - total / width, 2) * width / (width + 1);
        }
        width++;
        total += value;
        add(0, new Bucket(value, 0));
        ended = updates % config.clock() == 0 && width > config.gracePeriod() && shrink();
        return ended;
    }

    private void add(int row, Bucket bucket) {
        if (row == rows.size()) {
            rows.add(new ArrayDeque<>());
        }
        rows.get(row).add(bucket);
        if (rows.get(row).size() > config.maxBuckets()) {
            Bucket first = rows.get(row).remove();
            Bucket second = rows.get(row).remove();
            double n = Math.pow(2, row);
            add(
                    row + 1,
                    new Bucket(
                            first.total + second.total,
                            first.deviation
                                    + second.deviation
                                    + n * Math.pow((first.total - second.total) / n, 2) / 2));
        }
    }

    private boolean shrink() {
        boolean shrunk = false;
        while (hasCut()) {
            shrunk = true;
            while (rows.get(rows.size() - 1).isEmpty()) {
                rows.remove(rows.size() - 1);
            }
            double n = Math.pow(2, rows.size() - 1);
            Bucket oldest = rows.get(rows.size() - 1).remove();
            width -= n;
            total -= oldest.total;
            squares -= oldest.deviation + Math.pow(oldest.total / n - total / width, 2) * n * width / (n + width);
        }
        return shrunk;
    }

    private boolean hasCut() {
        double least = config.minWindowLength();
        double oldWidth = 0;
        double oldTotal = 0;
        for (int row = rows.size() - 1; row >= 0; row--) {
            for (Iterator<Bucket> buckets = rows.get(row).iterator(); buckets.hasNext(); ) {
                oldWidth += Math.pow(2, row);
                oldTotal += buckets.next().total;
                double newWidth = width - oldWidth;
                if (oldWidth >= least && newWidth >= least) {
                    double logarithm = Math.log(2 * Math.log(width) / config.delta());
                    double m = 1 / (oldWidth - least + 1) + 1 / (newWidth - least + 1);
                    double bound =
                            Math.sqrt(2 * m * Math.max(squares, 0) / width * logarithm) + 2.0 / 3 * logarithm * m;
                    if (Math.abs(oldTotal / oldWidth - (total - oldTotal) / newWidth) > bound) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
