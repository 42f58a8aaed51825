package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * SEED: blocks of values instead of {@link Adwin}'s buckets; neighbours that are alike become one, so that fewer edges are looked at, where they matter.
 *
 * <p>Whenever a block of {@code blockSize} values is full, each edge between blocks is tried, from the oldest: δ' = ln(2·ln W / δ), m = 1/n₀ + 1/n₁,
 * ε = √(2·m·v·δ') + ⅔·δ'·m, v = variance of the window of W values. If |μ₀ − μ₁| &gt; ε, what is older than the edge is dropped and the rest tried again: a
 * drift. {@link #statistic} is the first |μ₀ − μ₁| found, {@link #threshold} its ε. Every {@code compressTerm} blocks, neighbours whose means differ by less
 * than ε'·(1 + α·t) become one, from the oldest, at the compression number t = 0, 1, … since the last drift.
 *
 * <p>It goes on with the window after the edge. Time of a check and memory are O(blocks); there are at most {@value #MAX_BLOCKS}, then the two
 * oldest become one. D. T. J. Huang, Y. S. Koh, G. Dobbie, R. Pears, "Detecting volatility shift in data streams", ICDM 2014: fixed terms, linear growth of ε'.
 */
public final class Seed extends SequentialDetector {
    private static final int MAX_BLOCKS = 10_000;
    private static final int FIRST_BLOCKS = 16;
    /** Totals that differ by less of their size differ by rounding: great and equal values are no drift. */
    private static final double ROUNDING = 1e-12;

    private final SeedConfig config;

    private int blocks;
    private long[] sizes = new long[FIRST_BLOCKS];
    private double[] totals = new double[FIRST_BLOCKS];
    /** Sums of squared deviations from a block's own mean. */
    private double[] squares = new double[FIRST_BLOCKS];

    /** The block that is not full. */
    private int openSize;

    private double openTotal;
    private double openSquares;

    private long width;
    private int sinceCompression;
    private int compressions;

    Seed(SeedConfig config) {
        this.config = config;
    }

    @Override
    public SeedConfig config() {
        return config;
    }

    /** Values in the window, the block that is not full included. */
    @Override
    public long count() {
        return width + openSize;
    }

    /** Keeps the window: what is older than the drift is gone already. */
    @Override
    void startAfresh() {
        compressions = 0;
    }

    @Override
    DriftLevel next(double value) {
        if (openSize > 0) {
            double apart = value - openTotal / openSize;
            openSquares += apart * apart * openSize / (openSize + 1);
        }
        openTotal += value;
        openSize++;
        if (openSize < config.blockSize()) {
            return DriftLevel.STABLE;
        }
        closeBlock();
        boolean drift = false;
        while (true) {
            int cut = findCut(!drift);
            if (cut == 0) {
                break;
            }
            dropOldest(cut);
            drift = true;
        }
        if (++sinceCompression >= config.compressTerm()) {
            sinceCompression = 0;
            compress(config.epsilonPrime() * (1 + config.alpha() * compressions++));
        }
        return drift ? DriftLevel.DRIFT : DriftLevel.STABLE;
    }

    private void closeBlock() {
        if (blocks == MAX_BLOCKS) {
            merge(0, 1);
            System.arraycopy(sizes, 2, sizes, 1, blocks - 2);
            System.arraycopy(totals, 2, totals, 1, blocks - 2);
            System.arraycopy(squares, 2, squares, 1, blocks - 2);
            blocks--;
        }
        if (blocks == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * blocks);
            totals = Arrays.copyOf(totals, 2 * blocks);
            squares = Arrays.copyOf(squares, 2 * blocks);
        }
        sizes[blocks] = openSize;
        totals[blocks] = openTotal;
        squares[blocks] = openSquares;
        blocks++;
        width += openSize;
        openSize = 0;
        openTotal = 0;
        openSquares = 0;
    }

    /** Number of blocks before the oldest cut; 0 if there is none. */
    private int findCut(boolean keep) {
        double all = 0;
        double total = 0;
        double deviation = 0;
        for (int i = 0; i < blocks; i++) {
            if (i > 0) {
                double apart = totals[i] / sizes[i] - total / all;
                deviation += apart * apart * all * sizes[i] / (all + sizes[i]);
            }
            deviation += squares[i];
            all += sizes[i];
            total += totals[i];
        }
        double variance = deviation / all;
        // ln(ln 1) is no number; a window of so few values is not looked at
        double logarithm = StrictMath.log(2 * StrictMath.log(Math.max(Math.E, all)) / config.delta());
        double oldWidth = 0;
        double oldTotal = 0;
        for (int i = 0; i < blocks - 1; i++) {
            oldWidth += sizes[i];
            oldTotal += totals[i];
            double newWidth = all - oldWidth;
            double m = 1 / oldWidth + 1 / newWidth;
            double bound = Math.sqrt(2 * m * variance * logarithm) + 2.0 / 3 * logarithm * m;
            double oldMean = oldTotal / oldWidth;
            double newMean = (total - oldTotal) / newWidth;
            double difference = Math.abs(oldMean - newMean);
            if (difference > bound && difference * newWidth > ROUNDING * (Math.abs(oldTotal) + Math.abs(total))) {
                if (keep) {
                    found(DriftLevel.DRIFT, difference, bound);
                }
                return i + 1;
            }
        }
        return 0;
    }

    private void dropOldest(int number) {
        for (int i = 0; i < number; i++) {
            width -= sizes[i];
        }
        blocks -= number;
        System.arraycopy(sizes, number, sizes, 0, blocks);
        System.arraycopy(totals, number, totals, 0, blocks);
        System.arraycopy(squares, number, squares, 0, blocks);
    }

    private void compress(double alike) {
        int kept = 0;
        for (int i = 1; i < blocks; i++) {
            if (Math.abs(totals[kept] / sizes[kept] - totals[i] / sizes[i]) < alike) {
                merge(kept, i);
            } else {
                kept++;
                sizes[kept] = sizes[i];
                totals[kept] = totals[i];
                squares[kept] = squares[i];
            }
        }
        blocks = Math.min(blocks, kept + 1);
    }

    private void merge(int into, int other) {
        double apart = totals[into] / sizes[into] - totals[other] / sizes[other];
        long both = sizes[into] + sizes[other];
        squares[into] += squares[other] + apart * apart * sizes[into] * sizes[other] / both;
        totals[into] += totals[other];
        sizes[into] = both;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeInt(openSize);
        out.writeDouble(openTotal);
        out.writeDouble(openSquares);
        out.writeInt(sinceCompression);
        out.writeInt(compressions);
        out.writeInt(blocks);
        for (int i = 0; i < blocks; i++) {
            out.writeLong(sizes[i]);
            out.writeDouble(totals[i]);
            out.writeDouble(squares[i]);
        }
    }

    @Override
    void readState(DataInput in) throws IOException {
        openSize = readInt(in, "values of the open block", 0, config.blockSize());
        openTotal = in.readDouble();
        openSquares = in.readDouble();
        sinceCompression = readInt(in, "blocks since the last compression", 0, Integer.MAX_VALUE);
        compressions = readInt(in, "compressions", 0, Integer.MAX_VALUE);
        blocks = readInt(in, "blocks", 0, MAX_BLOCKS);
        int capacity = Math.max(FIRST_BLOCKS, blocks);
        sizes = new long[capacity];
        totals = new double[capacity];
        squares = new double[capacity];
        width = 0;
        for (int i = 0; i < blocks; i++) {
            sizes[i] = in.readLong();
            if (sizes[i] < 1) {
                throw new IOException("must be >= 1: values of a block=" + sizes[i]);
            }
            totals[i] = in.readDouble();
            squares[i] = in.readDouble();
            width += sizes[i];
        }
    }
}
