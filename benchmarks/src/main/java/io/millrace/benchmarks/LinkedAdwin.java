package io.millrace.benchmarks;

/**
 * ADWIN as textbooks draw it: a linked list of rows, each a linked list of buckets, and the bound worked out at each edge. What {@link AdwinBenchmark} compares
 * with; answers as {@link io.millrace.drift.detector.Adwin} with its defaults.
 */
final class LinkedAdwin {
    private static final double DELTA = 0.002;
    private static final int CLOCK = 32;
    private static final int MAX_BUCKETS = 5;
    private static final int MIN_WINDOW_LENGTH = 5;
    private static final int GRACE_PERIOD = 10;

    private static final class Bucket {
        private final double total;
        private final double squares;
        private Bucket newer;

        Bucket(double total, double squares) {
            this.total = total;
            this.squares = squares;
        }
    }

    /** Buckets of one size, from the oldest to the newest. */
    private static final class Row {
        private final double size;
        private Row larger;
        private Row smaller;
        private Bucket oldest;
        private Bucket newest;
        private int buckets;

        Row(double size) {
            this.size = size;
        }

        void add(Bucket bucket) {
            if (oldest == null) {
                oldest = bucket;
            } else {
                newest.newer = bucket;
            }
            newest = bucket;
            buckets++;
        }

        Bucket remove() {
            Bucket removed = oldest;
            oldest = removed.newer;
            buckets--;
            return removed;
        }
    }

    private Row smallest = new Row(1);
    private Row largest = smallest;
    private long updates;
    private double width;
    private double total;
    private double squares;

    /** Takes a value; says whether there was a drift, after which it starts afresh. */
    boolean update(double value) {
        updates++;
        if (width > 0) {
            double apart = value - total / width;
            squares += apart * apart * width / (width + 1);
        }
        width++;
        total += value;
        smallest.add(new Bucket(value, 0));
        compress();
        if (updates % CLOCK != 0 || width <= GRACE_PERIOD || !hasCut()) {
            return false;
        }
        smallest = new Row(1);
        largest = smallest;
        updates = 0;
        width = 0;
        total = 0;
        squares = 0;
        return true;
    }

    private void compress() {
        for (Row row = smallest; row.buckets > MAX_BUCKETS; row = row.larger) {
            if (row.larger == null) {
                row.larger = new Row(2 * row.size);
                row.larger.smaller = row;
                largest = row.larger;
            }
            Bucket first = row.remove();
            Bucket second = row.remove();
            double apart = first.total / row.size - second.total / row.size;
            row.larger.add(new Bucket(
                    first.total + second.total, first.squares + second.squares + row.size * apart * apart / 2));
        }
    }

    private boolean hasCut() {
        double oldWidth = 0;
        double oldTotal = 0;
        for (Row row = largest; row != null; row = row.smaller) {
            for (Bucket bucket = row.oldest; bucket != null; bucket = bucket.newer) {
                oldWidth += row.size;
                oldTotal += bucket.total;
                double newWidth = width - oldWidth;
                if (oldWidth >= MIN_WINDOW_LENGTH && newWidth >= MIN_WINDOW_LENGTH) {
                    double difference = Math.abs(oldTotal / oldWidth - (total - oldTotal) / newWidth);
                    if (difference > bound(oldWidth, newWidth)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private double bound(double oldWidth, double newWidth) {
        double logarithm = Math.log(2 * Math.log(width) / DELTA);
        double m = 1 / (oldWidth - MIN_WINDOW_LENGTH + 1) + 1 / (newWidth - MIN_WINDOW_LENGTH + 1);
        return Math.sqrt(2 * m * squares / width * logarithm) + 2.0 / 3 * logarithm * m;
    }
}
