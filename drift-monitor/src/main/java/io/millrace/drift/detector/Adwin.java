package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * ADWIN: a window over the latest values that ends when its old part has another mean than its new part.
 *
 * <p>Rows of buckets, sizes 2^row, up to {@code maxBuckets} a row; then the two oldest merge into the next row. Every {@code clock} values, if the
 * window is longer than {@code gracePeriod}, each edge between buckets is tried, from the oldest, that has at least L = {@code minWindowLength} values on
 * both sides: δ' = ln(2·ln W / δ), m = 1/(n₀−L+1) + 1/(n₁−L+1), ε = √(2·m·v·δ') + ⅔·δ'·m, v = population variance of the window of W values. If
 * |μ₀ − μ₁| &gt; ε, the oldest bucket is dropped and all edges are tried again, until there is no such edge. That is one drift; {@link #statistic} is the first
 * |μ₀ − μ₁| found, {@link #threshold} its ε.
 *
 * <p>Memory and a check are O(log W). Nearly all edges are seen to be no cut without a root or a division (see {@code hasCut}); the answers are those of
 * the formula. Values may be of any size; only their means are watched.
 *
 * <p>A. Bifet, R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007, with δ', ⅔ and the small-sample terms in m as in River.
 * Three things where references disagree: every edge is looked at, as in present River; River before its issue 1539 skipped the newest bucket of each row
 * and found the same drifts up to 32 values later. After a drift it starts afresh, as River; with {@code keepWindow} it goes on with what is left of the
 * window, as the paper and MOA. Half a δ for each side is not taken, as neither of them does.
 */
public final class Adwin extends SequentialDetector {
    /** Far above the rounding of a few operations, far below what matters. */
    private static final double SLACK = 1e-14;
    /** Means that differ by less of their size differ by rounding: great and equal values are no drift. */
    private static final double ROUNDING = 1e-13;

    private final AdwinConfig config;
    private final ExponentialHistogram window;
    private int untilCheck;

    /** δ' of a window of so many values, which bounds that of longer ones. */
    private double logarithm;

    private double logarithmFrom = Double.NaN;

    /** Of the edge that was tried last. */
    private double difference;

    private double bound;

    Adwin(AdwinConfig config) {
        this.config = config;
        window = new ExponentialHistogram(config.maxBuckets());
        untilCheck = config.clock();
    }

    @Override
    public AdwinConfig config() {
        return config;
    }

    /** Values in the window. */
    @Override
    public long count() {
        return window.count();
    }

    /** Mean of the window as of the latest check, or 0. */
    public double mean() {
        return window.width == 0 ? 0 : window.total / window.width;
    }

    /** Population variance of the window as of the latest check, or 0. */
    public double variance() {
        return window.width == 0 ? 0 : window.squares / window.width;
    }

    @Override
    DriftLevel next(double value) {
        window.add(value);
        if (--untilCheck > 0) {
            return DriftLevel.STABLE;
        }
        untilCheck = config.clock();
        window.settle();
        return window.width > config.gracePeriod() && shrink() ? DriftLevel.DRIFT : DriftLevel.STABLE;
    }

    private boolean shrink() {
        boolean shrunk = false;
        while (hasCut()) {
            if (!shrunk) {
                found(DriftLevel.DRIFT, difference, bound);
                shrunk = true;
            }
            window.dropOldestBucket();
        }
        return shrunk;
    }

    /**
     * Tries the edges, the oldest first. As m ≥ 1/n₀ + 1/n₁ = W/(n₀n₁) and |μ₀ − μ₁| = |S₀ − n₀μ|·W/(n₀n₁), |μ₀ − μ₁| &gt; ε needs
     * |S₀ − n₀μ| &gt; √(2·v·δ'·n₀n₁/W) + ⅔·δ'. This rules out nearly all edges by a few multiplications; the others are looked at by the formula.
     * Rounding is on the side of these: |S₀| and |n₀μ| are at most √(W·Σx²), of which {@link #SLACK} is allowed for.
     */
    private boolean hasCut() {
        double[] sizes = window.sizes;
        double[] buckets = window.buckets;
        int places = window.places;
        double all = window.width;
        double mean = window.total / all;
        double variance = window.squares / all;
        double logarithm = leastLogarithm(all) * (1 - SLACK);
        double rounding = 2 * SLACK * Math.sqrt(all * window.squares + window.total * window.total);
        double constant = 2.0 / 3 * logarithm - rounding;
        double factor = 2 * variance * logarithm / all;
        double oldWidth = 0;
        double oldTotal = 0;
        for (int place = window.first(); place < places; place++) {
            oldWidth += sizes[place];
            oldTotal += buckets[2 * place];
            double beyond = Math.abs(oldTotal - oldWidth * mean) - constant;
            if (beyond * Math.abs(beyond) > oldWidth * (all - oldWidth) * factor
                    && isCut(oldWidth, oldTotal, all - oldWidth, place, variance)) {
                return true;
            }
        }
        return false;
    }

    /** δ' of the formula, or a little less: that of a window at least half as long. */
    private double leastLogarithm(double width) {
        if (!(width >= logarithmFrom && width <= 2 * logarithmFrom)) {
            logarithmFrom = width;
            logarithm = logarithm(width);
        }
        return logarithm;
    }

    private double logarithm(double width) {
        return StrictMath.log(2 * StrictMath.log(width) / config.delta());
    }

    private boolean isCut(double oldWidth, double oldTotal, double newWidth, int place, double variance) {
        int least = config.minWindowLength();
        if (oldWidth < least || newWidth < least) {
            return false;
        }
        double exact = logarithm(oldWidth + newWidth);
        double m = 1 / (oldWidth - least + 1) + 1 / (newWidth - least + 1);
        bound = Math.sqrt(2 * m * variance * exact) + 2.0 / 3 * exact * m;
        double oldMean = oldTotal / oldWidth;
        double newMean = totalBehind(place) / newWidth;
        difference = Math.abs(oldMean - newMean);
        return difference > bound && difference > ROUNDING * (Math.abs(oldMean) + Math.abs(newMean));
    }

    /** Total of the buckets behind a place; added up, as the difference to the window's total would have the rounding of all its values. */
    private double totalBehind(int place) {
        double sum = 0;
        for (int newer = place + 1; newer < window.places; newer++) {
            sum += window.buckets[2 * newer];
        }
        return sum;
    }

    @Override
    void startAfresh() {
        if (!config.keepWindow()) {
            untilCheck = config.clock();
            window.clear();
        }
    }

    /** Checks what must always hold; for tests. */
    void validate() {
        window.validate();
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeInt(untilCheck);
        window.writeTo(out);
    }

    @Override
    void readState(DataInput in) throws IOException {
        untilCheck = readInt(in, "values until the next check", 1, config.clock());
        window.readFrom(in);
    }
}
