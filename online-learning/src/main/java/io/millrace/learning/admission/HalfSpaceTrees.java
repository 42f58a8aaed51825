package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.random.RandomState;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Half-space trees: random binary trees, drawn before any row is seen, that count how many rows of the last window fell into each of their half-spaces.
 * A row that falls where few did is strange.
 *
 * <p>A split draws a feature with a probability in proportion to its range there, and a threshold evenly from the middle 70 % of that range; a value
 * above goes right. Learning adds 1 to the new mass of each node on the row's path; after each window the new masses become the old ones. Score, in [0, 1]: 0
 * in the first window, then 1 − Σ old·2<sup>depth</sup> / (trees·window·(2<sup>height+1</sup> − 1)) over all trees, each path ending after the first node
 * with old &lt; 0.1·window.
 *
 * <p>Scoring and learning cost time in trees × height and in the dimension, the end of a window in all nodes. Features that a sparse row has no entry for are 0.
 *
 * <p>S. C. Tan, K. M. Ting, T. F. Liu, "Fast anomaly detection for streaming data", IJCAI 2011; the details as River's {@code HalfSpaceTrees}. Deviations:
 * no values are missing here; and the last bits of a threshold are the number of its feature, which moves it by less than 10<sup>−14</sup> of itself for 30 features.
 */
public final class HalfSpaceTrees implements AnomalyDetector {
    private static final int VERSION = 1;
    private static final double MARGIN = 0.15;
    private static final double SIZE_LIMIT = 0.1;

    private final HalfSpaceTreesConfig config;
    private final DenseRow dense = new DenseRow();
    private final int leavesOfTree;
    /** Number of the first tree's root, at least as many as there are trees. */
    private final int firstRoot;
    /**
     * The splits of all trees, numbered as if the trees were parts of a greater one: the roots come one after the other, from {@link #firstRoot} on; below node i are 2i and 2i + 1. A split
     * is the bits of twice its threshold's distance from the lower end of the range, of which the last hold the feature instead: one read in place of two, and two thirds of the memory.
     * Its length, a power of two, is the number of the first leaf.
     */
    private final long[] splits;

    /** Rows of this window and of the last one, by leaf: what is in a node is in the leaves below it. */
    private final int[] fresh;

    private final int[] old;
    /** Σ old·2^depth of the path to each leaf, up to where it ends. */
    private final double[] pathSums;

    private final double scale;
    private final double least;
    /**
     * Scratch: the row at hand, as twice the distances from the lower end of the range, 0 if below. Longer than the row, by which the JIT sees that no feature of a split is outside:
     * its length is a power of two.
     */
    private final double[] distances;
    /** Scratch: of the row at hand, the node that its way through each tree has come to; in the end its leaf. */
    private final long[] places;
    /** Scratch: rows in the leaves before each one of a tree. */
    private final int[] before;

    private int learned;
    private boolean ready;

    HalfSpaceTrees(HalfSpaceTreesConfig config, int dimension) {
        this(config, dimension, new RandomState(config.seed())::nextDouble);
    }

    /** With draws from [0, 1): two a split, feature then threshold, root first, left before right. */
    HalfSpaceTrees(HalfSpaceTreesConfig config, int dimension, DoubleSupplier draws) {
        this.config = config;
        leavesOfTree = 1 << config.height();
        firstRoot = Integer.highestOneBit(2 * config.trees() - 1);
        splits = new long[firstRoot << config.height()];
        distances = new double[2 * Integer.highestOneBit(dimension)];
        fresh = new int[config.trees() * leavesOfTree];
        old = new int[config.trees() * leavesOfTree];
        pathSums = new double[config.trees() * leavesOfTree];
        places = new long[config.trees()];
        before = new int[leavesOfTree + 1];
        scale = 1.0 / ((double) config.trees() * config.window() * ((1L << (config.height() + 1)) - 1));
        least = SIZE_LIMIT * config.window();
        double[] lows = new double[dimension];
        double[] highs = new double[dimension];
        Arrays.fill(lows, config.low());
        Arrays.fill(highs, config.high());
        for (int tree = 0; tree < config.trees(); tree++) {
            split(0, firstRoot + tree, lows, highs, draws);
        }
    }

    private void split(int level, int node, double[] lows, double[] highs, DoubleSupplier draws) {
        if (level == config.height()) {
            return;
        }
        int feature = choose(lows, highs, draws.getAsDouble());
        double low = lows[feature];
        double high = highs[feature];
        double from = low + MARGIN * (high - low);
        double to = high - MARGIN * (high - low);
        double threshold = from + (to - from) * draws.getAsDouble();
        long bits = Double.doubleToRawLongBits(2 * (threshold - config.low()));
        int mask = distances.length - 1;
        splits[node] = (bits & ~(long) mask) | feature;
        highs[feature] = threshold;
        split(level + 1, 2 * node, lows, highs, draws);
        highs[feature] = high;
        lows[feature] = threshold;
        split(level + 1, 2 * node + 1, lows, highs, draws);
        lows[feature] = low;
    }

    /** The first feature whose cumulative range is above the drawn share of all. */
    private static int choose(double[] lows, double[] highs, double draw) {
        double total = 0;
        for (int j = 0; j < lows.length; j++) {
            total += highs[j] - lows[j];
        }
        double wanted = draw * total;
        double sum = 0;
        for (int j = 0; j < lows.length - 1; j++) {
            sum += highs[j] - lows[j];
            if (sum > wanted) {
                return j;
            }
        }
        return lows.length - 1;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public double score(FeatureVector x) {
        if (!ready) {
            return 0;
        }
        walk(x);
        double sum = 0;
        for (long place : places) {
            sum += pathSums[(int) place - splits.length];
        }
        return 1 - sum * scale;
    }

    /** Finds the row's leaf in each tree. Two levels through all trees, then the next two, as one tree's steps wait for each other. */
    private void walk(FeatureVector x) {
        measure(x);
        for (int tree = 0; tree < places.length; tree++) {
            places[tree] = (long) firstRoot + tree;
        }
        int height = config.height();
        if (height % 2 == 1) {
            goDown(splits, places, distances);
        }
        for (int level = height % 2; level < height; level += 2) {
            goDownTwice(splits, places, distances);
        }
    }

    private void measure(FeatureVector x) {
        double low = config.low();
        double[] row = dense.of(x);
        for (int j = 0; j < x.dimension(); j++) {
            double distance = row[j] - low;
            distances[j] = distance + Math.abs(distance);
        }
    }

    private static void goDown(long[] splits, long[] places, double[] distances) {
        for (int tree = 0; tree < places.length; tree++) {
            places[tree] = below(places[tree], splits, distances);
        }
    }

    private static void goDownTwice(long[] splits, long[] places, double[] distances) {
        for (int tree = 0; tree < places.length; tree++) {
            places[tree] = below(below(places[tree], splits, distances), splits, distances);
        }
    }

    /**
     * Left or right without a branch, as it would be guessed wrong half of the time: the sign of threshold − distance is the way. As whole numbers, which is quicker: the bits of doubles
     * that are not below 0 are in the order of the doubles, and their difference is never too great.
     */
    private static long below(long node, long[] splits, double[] distances) {
        long split = splits[(int) node & (splits.length - 1)];
        long distance = Double.doubleToRawLongBits(distances[(int) split & (distances.length - 1)]);
        return 2 * node + ((split - distance) >>> 63);
    }

    @Override
    public void learn(FeatureVector x) {
        walk(x);
        learnScored(x);
    }

    @Override
    public void learnScored(FeatureVector x) {
        for (long place : places) {
            fresh[(int) place - splits.length]++;
        }
        learned++;
        if (learned == config.window()) {
            System.arraycopy(fresh, 0, old, 0, old.length);
            Arrays.fill(fresh, 0);
            learned = 0;
            ready = true;
            sumPaths();
        }
    }

    private void sumPaths() {
        for (int first = 0; first < old.length; first += leavesOfTree) {
            int sum = 0;
            for (int leaf = 0; leaf < leavesOfTree; leaf++) {
                sum += old[first + leaf];
                before[leaf + 1] = sum;
            }
            sumPaths(first, 0, leavesOfTree, 1, 0);
        }
    }

    /** Of the node above these leaves of the tree at hand, with 2^depth and the sum of the nodes above. Where few rows fell, nothing below is looked at. */
    private void sumPaths(int tree, int from, int to, double weight, double above) {
        int mass = before[to] - before[from];
        double sum = above + mass * weight;
        if (to - from == 1 || mass < least) {
            Arrays.fill(pathSums, tree + from, tree + to, sum);
            return;
        }
        int middle = (from + to) >>> 1;
        sumPaths(tree, from, middle, 2 * weight, sum);
        sumPaths(tree, middle, to, 2 * weight, sum);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(HalfSpaceTreesConfig.NAME, VERSION);
        out.integers(fresh);
        out.integers(old);
        out.integer(learned);
        out.flag(ready);
    }

    void readFrom(SnapshotInput in) {
        in.version(HalfSpaceTreesConfig.NAME, VERSION);
        read(in, fresh);
        read(in, old);
        learned = in.integer();
        ready = in.flag();
        sumPaths();
    }

    private static void read(SnapshotInput in, int[] masses) {
        int[] found = in.integers();
        if (found.length != masses.length) {
            throw new SnapshotException("must have " + masses.length + " leaves, found " + found.length);
        }
        System.arraycopy(found, 0, masses, 0, masses.length);
    }
}
