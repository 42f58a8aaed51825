package io.millrace.learning.preprocessing;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.List;

/**
 * Running mean and population variance of each column, to bring columns to mean 0 and variance 1.
 *
 * <p>For a value x: n += 1; d = x − m; m += d / n; v += (d·(x − m) − v) / n. Scaled value: (x − m) / √v, or 0 where v = 0. A missing value
 * (NaN) leaves its column as it is. Values must lie in [−{@value #LIMIT}, {@value #LIMIT}], so that no square overflows; the
 * caller sees to it.
 *
 * <p>Nothing allocates but constructors and merging; a row costs a pass over the columns. One thread at a time.
 *
 * <p>B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 1962; merging: T. F. Chan,
 * G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979. As River's
 * {@code StandardScaler}, which has no missing values.
 */
public final class StandardScaler {
    /** Greatest absolute value of a number to learn. */
    public static final double LIMIT = 1e150;

    private static final int VERSION = 1;

    /** Two states: a row is learned from one into the other, so that it can be taken back bit by bit. */
    private Columns now;

    private Columns before;

    private static final class Columns {
        final double[] counts;
        final double[] means;
        final double[] variances;
        /** √v, infinite where v is 0, so that scaling is one division. */
        final double[] divisors;
        /** Whether all columns have seen as many values. */
        boolean isUniform;
        /** Whether no variance is 0; then none will be again. */
        boolean allVary;

        Columns(int dimension) {
            counts = new double[dimension];
            means = new double[dimension];
            variances = new double[dimension];
            divisors = new double[dimension];
            Arrays.fill(divisors, Double.POSITIVE_INFINITY);
            isUniform = dimension > 0;
        }

        /** Finds {@link #isUniform} and {@link #allVary} out. */
        void describe() {
            isUniform = counts.length > 0;
            allVary = true;
            for (int j = 0; j < counts.length; j++) {
                isUniform &= counts[j] == counts[0];
                allVary &= variances[j] > 0;
            }
        }

        /** Makes divisors infinite where the variance is 0. */
        void mendDivisors() {
            allVary = true;
            for (int j = 0; j < divisors.length; j++) {
                if (!(divisors[j] > 0)) {
                    divisors[j] = Double.POSITIVE_INFINITY;
                    allVary = false;
                }
            }
        }

        void set(int column, double count, double mean, double variance) {
            counts[column] = count;
            means[column] = mean;
            variances[column] = variance;
            divisors[column] = variance > 0 ? Math.sqrt(variance) : Double.POSITIVE_INFINITY;
        }

        void set(int column, Columns from) {
            counts[column] = from.counts[column];
            means[column] = from.means[column];
            variances[column] = from.variances[column];
            divisors[column] = from.divisors[column];
        }

        /** Adds the statistics of other values to those of a column. */
        void add(int column, double count, double mean, double variance) {
            double total = counts[column] + count;
            double ours = counts[column] / total;
            double theirs = count / total;
            double difference = means[column] - mean;
            set(
                    column,
                    total,
                    ours * means[column] + theirs * mean,
                    ours * variances[column] + theirs * variance + ours * theirs * difference * difference);
        }
    }

    /** Untaught: every value is scaled to 0. */
    public StandardScaler(int dimension) {
        now = new Columns(dimension);
        before = new Columns(dimension);
    }

    /** Number of columns. */
    public int dimension() {
        return now.counts.length;
    }

    /** Learns a row; NaN is missing. */
    public void learn(double[] row) {
        Columns next = before;
        if (now.isUniform && isComplete(row)) {
            learnUniform(row, next);
        } else {
            learnEach(row, next);
        }
        before = now;
        now = next;
    }

    private boolean isComplete(double[] row) {
        for (int j = 0; j < dimension(); j++) {
            if (Double.isNaN(row[j])) {
                return false;
            }
        }
        return true;
    }

    private void learnEach(double[] row, Columns next) {
        for (int j = 0; j < dimension(); j++) {
            if (Double.isNaN(row[j])) {
                next.set(j, now);
            } else {
                double count = now.counts[j] + 1;
                double difference = row[j] - now.means[j];
                double mean = now.means[j] + difference / count;
                double variance = now.variances[j];
                next.set(j, count, mean, variance + (difference * (row[j] - mean) - variance) / count);
            }
        }
        next.describe();
    }

    /** The same step for all columns, in a loop that the compiler turns into vector instructions. */
    private void learnUniform(double[] row, Columns next) {
        double count = now.counts[0] + 1;
        double[] oldMeans = now.means;
        double[] oldVariances = now.variances;
        double[] means = next.means;
        double[] variances = next.variances;
        double[] divisors = next.divisors;
        for (int j = 0; j < means.length; j++) {
            double difference = row[j] - oldMeans[j];
            double mean = oldMeans[j] + difference / count;
            double variance = oldVariances[j];
            double newVariance = variance + (difference * (row[j] - mean) - variance) / count;
            means[j] = mean;
            variances[j] = newVariance;
            divisors[j] = Math.sqrt(newVariance);
        }
        Arrays.fill(next.counts, count);
        next.isUniform = true;
        next.allVary = now.allVary;
        if (!now.allVary) {
            next.mendDivisors();
        }
    }

    /** Takes the last {@link #learn} back. Once: the state before that is gone. */
    public void undo() {
        Columns undone = now;
        now = before;
        before = undone;
    }

    /** A value of a column, scaled. */
    public double scale(int column, double value) {
        // + 0.0 makes −0.0 a plain 0
        return (value - now.means[column]) / now.divisors[column] + 0.0;
    }

    /** Values of a column so far. */
    public double count(int column) {
        return now.counts[column];
    }

    /** Mean of a column; 0 before its first value. */
    public double mean(int column) {
        return now.means[column];
    }

    /** Population variance of a column; 0 before its second value. */
    public double variance(int column) {
        return now.variances[column];
    }

    /** Standard deviation of a column; 0 if all its values are the same, and then they are scaled to 0. */
    public double deviation(int column) {
        return Math.sqrt(Math.max(now.variances[column], 0));
    }

    /** Adds what another has learned from other rows: exact but for rounding. */
    public void merge(StandardScaler other) {
        requireSameDimension(other);
        for (int j = 0; j < dimension(); j++) {
            if (other.now.counts[j] > 0) {
                now.add(j, other.now.counts[j], other.now.means[j], other.now.variances[j]);
            }
        }
        now.describe();
    }

    /** Becomes {@code base} and what each part, which went on from it, has learned since: exact but for rounding. */
    public void combine(StandardScaler base, List<StandardScaler> parts) {
        requireSameDimension(base);
        parts.forEach(this::requireSameDimension);
        for (int j = 0; j < dimension(); j++) {
            now.set(j, base.now);
            for (StandardScaler part : parts) {
                addSince(base, part, j);
            }
        }
        now.describe();
    }

    private void addSince(StandardScaler base, StandardScaler part, int column) {
        double count = part.count(column);
        double before = base.count(column);
        double since = count - before;
        if (since <= 0) {
            return;
        }
        double mean = (count * part.mean(column) - before * base.mean(column)) / since;
        double difference = base.mean(column) - mean;
        double squares = count * part.variance(column)
                - before * base.variance(column)
                - before * since / count * difference * difference;
        now.add(column, since, mean, Math.max(squares / since, 0));
    }

    private void requireSameDimension(StandardScaler other) {
        if (other.dimension() != dimension()) {
            throw new IllegalArgumentException(
                    "must have as many columns: dimension=" + dimension() + ", other " + other.dimension());
        }
    }

    /** Writes the state. */
    public void writeTo(SnapshotOutput out) {
        out.version("standard-scaler", VERSION);
        out.numbers(now.counts);
        out.numbers(now.means);
        out.numbers(now.variances);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static StandardScaler readFrom(SnapshotInput in) {
        in.version("standard-scaler", VERSION);
        double[] counts = in.numbers();
        double[] means = in.numbers(counts.length);
        double[] variances = in.numbers(counts.length);
        StandardScaler scaler = new StandardScaler(counts.length);
        for (int j = 0; j < counts.length; j++) {
            if (!(counts[j] >= 0 && Double.isFinite(means[j]) && Double.isFinite(variances[j]))) {
                throw new SnapshotException("must have a count >= 0 and a finite mean and variance, found " + counts[j]
                        + ", " + means[j] + " and " + variances[j] + " in column " + j);
            }
            scaler.now.set(j, counts[j], means[j], variances[j]);
        }
        scaler.now.describe();
        return scaler;
    }
}
