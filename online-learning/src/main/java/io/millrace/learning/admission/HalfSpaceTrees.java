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
 * below goes left. Learning adds 1 to the new mass of each node on the row's path; after each window the new masses become the old ones. Score, in [0, 1]: 0
 * in the first window, then 1 − Σ old·2<sup>depth</sup> / (trees·window·(2<sup>height+1</sup> − 1)) over all trees, each path ending after the first node
 * with old &lt; 0.1·window.
 *
 * <p>Scoring and learning cost time in trees × height, the end of a window in all nodes. Features that a sparse row has no entry for are 0.
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
    private final int splits;
    private final int leavesOfTree;
    /**
     * Of each tree its splits, root first, then level by level: the children of i are 2i + 1 and 2i + 2. A split is the bits of its threshold, of which the
     * last hold the feature instead: one read in place of two, and two thirds of the memory.
     */
    private final long[] thresholds;

    private final int featureMask;
    /** Rows of this window and of the last one, by leaf: what is in a node is in the leaves below it. */
    private final int[] fresh;

    private final int[] old;
    /** Σ old·2^depth of the path to each leaf, up to where it ends. */
    private final double[] pathSums;

    private final double scale;
    private final double least;
    /** Scratch: of the row at hand, the node that its way through each tree has come to; in the end its leaf. */
    private final int[] places;

    private int learned;
    private boolean ready;

    HalfSpaceTrees(HalfSpaceTreesConfig config, int dimension) {
        this(config, dimension, new RandomState(config.seed())::nextDouble);
    }

    /** With draws from [0, 1): two a split, feature then threshold, root first, left before right. */
    HalfSpaceTrees(HalfSpaceTreesConfig config, int dimension, DoubleSupplier draws) {
        this.config = config;
        splits = (1 << config.height()) - 1;
        leavesOfTree = splits + 1;
        thresholds = new long[config.trees() * splits];
        featureMask = 2 * Integer.highestOneBit(dimension) - 1;
        fresh = new int[config.trees() * leavesOfTree];
        old = new int[config.trees() * leavesOfTree];
        pathSums = new double[config.trees() * leavesOfTree];
        places = new int[config.trees()];
        scale = 1.0 / ((double) config.trees() * config.window() * ((1L << (config.height() + 1)) - 1));
        least = SIZE_LIMIT * config.window();
        double[] lows = new double[dimension];
        double[] highs = new double[dimension];
        Arrays.fill(lows, config.low());
        Arrays.fill(highs, config.high());
        for (int tree = 0; tree < config.trees(); tree++) {
            split(tree * splits, 0, lows, highs, draws);
        }
    }

    private void split(int first, int node, double[] lows, double[] highs, DoubleSupplier draws) {
        if (node >= splits) {
            return;
        }
        int feature = choose(lows, highs, draws.getAsDouble());
        double low = lows[feature];
        double high = highs[feature];
        double from = low + MARGIN * (high - low);
        double to = high - MARGIN * (high - low);
        double threshold = from + (to - from) * draws.getAsDouble();
        thresholds[first + node] = (Double.doubleToRawLongBits(threshold) & ~(long) featureMask) | feature;
        highs[feature] = threshold;
        split(first, 2 * node + 1, lows, highs, draws);
        highs[feature] = high;
        lows[feature] = threshold;
        split(first, 2 * node + 2, lows, highs, draws);
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
        for (int tree = 0; tree < places.length; tree++) {
            sum += pathSums[tree * leavesOfTree + places[tree] - splits];
        }
        return 1 - sum * scale;
    }

    /**
     * Finds the row's leaf in each tree. Level by level through all trees, as one tree's steps wait for each other; and without a branch, as it would be guessed
     * wrong half of the time: the sign of value − threshold is the way.
     */
    private void walk(FeatureVector x) {
        double[] row = dense.of(x);
        int[] at = places;
        Arrays.fill(at, 0);
        for (int level = 0; level < config.height(); level++) {
            int root = 0;
            for (int tree = 0; tree < at.length; tree++) {
                long split = thresholds[root + at[tree]];
                double difference = row[(int) split & featureMask] - Double.longBitsToDouble(split);
                int left = (int) (Double.doubleToRawLongBits(difference) >>> 63);
                at[tree] = 2 * at[tree] + 2 - left;
                root += splits;
            }
        }
    }

    @Override
    public void learn(FeatureVector x) {
        walk(x);
        learnScored(x);
    }

    @Override
    public void learnScored(FeatureVector x) {
        for (int tree = 0; tree < places.length; tree++) {
            fresh[tree * leavesOfTree + places[tree] - splits]++;
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
        for (int tree = 0; tree < places.length; tree++) {
            int first = tree * leavesOfTree;
            int end = first + leavesOfTree;
            sumPaths(first, end, massOf(first, end), 1, 0);
        }
    }

    /** Of the node above these leaves, which has this mass; with 2^depth and the sum of the nodes above. Where few rows fell, nothing below is looked at. */
    private void sumPaths(int first, int end, int mass, double weight, double above) {
        double sum = above + mass * weight;
        if (end - first == 1 || mass < least) {
            Arrays.fill(pathSums, first, end, sum);
            return;
        }
        int middle = (first + end) >>> 1;
        int left = massOf(first, middle);
        sumPaths(first, middle, left, 2 * weight, sum);
        sumPaths(middle, end, mass - left, 2 * weight, sum);
    }

    private int massOf(int firstLeaf, int end) {
        int mass = 0;
        for (int leaf = firstLeaf; leaf < end; leaf++) {
            mass += old[leaf];
        }
        return mass;
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
