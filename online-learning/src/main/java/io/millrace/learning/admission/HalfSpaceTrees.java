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
 * <p>Scoring and learning cost time in trees × height. Features that a sparse row has no entry for are 0.
 *
 * <p>S. C. Tan, K. M. Ting, T. F. Liu, "Fast anomaly detection for streaming data", IJCAI 2011; the details as River's {@code HalfSpaceTrees}. Deviation:
 * no values are missing here.
 */
public final class HalfSpaceTrees implements AnomalyDetector {
    private static final int VERSION = 1;
    private static final double MARGIN = 0.15;
    private static final double SIZE_LIMIT = 0.1;

    private final HalfSpaceTreesConfig config;
    private final DenseRow dense = new DenseRow();
    private final int nodes;
    private final int splits;
    /** Of each tree its splits, root first, then level by level: the children of i are 2i + 1 and 2i + 2. */
    private final int[] features;

    private final double[] thresholds;
    private final int[] fresh;
    private final int[] old;
    private final double scale;
    private final double least;
    private int learned;
    private boolean ready;

    HalfSpaceTrees(HalfSpaceTreesConfig config, int dimension) {
        this(config, dimension, new RandomState(config.seed())::nextDouble);
    }

    /** With draws from [0, 1): two a split, feature then threshold, root first, left before right. */
    HalfSpaceTrees(HalfSpaceTreesConfig config, int dimension, DoubleSupplier draws) {
        this.config = config;
        splits = (1 << config.height()) - 1;
        nodes = 2 * splits + 1;
        features = new int[config.trees() * splits];
        thresholds = new double[config.trees() * splits];
        fresh = new int[config.trees() * nodes];
        old = new int[config.trees() * nodes];
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
        features[first + node] = feature;
        thresholds[first + node] = threshold;
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
        double[] row = dense.of(x);
        double sum = 0;
        for (int tree = 0; tree < config.trees(); tree++) {
            int firstNode = tree * nodes;
            int firstSplit = tree * splits;
            double weight = 1;
            int node = 0;
            while (true) {
                int mass = old[firstNode + node];
                sum += mass * weight;
                if (node >= splits || mass < least) {
                    break;
                }
                node = child(firstSplit, node, row);
                weight *= 2;
            }
        }
        return 1 - sum * scale;
    }

    private int child(int firstSplit, int node, double[] row) {
        return 2 * node + (row[features[firstSplit + node]] < thresholds[firstSplit + node] ? 1 : 2);
    }

    @Override
    public void learn(FeatureVector x) {
        double[] row = dense.of(x);
        for (int tree = 0; tree < config.trees(); tree++) {
            int firstNode = tree * nodes;
            int firstSplit = tree * splits;
            int node = 0;
            fresh[firstNode]++;
            while (node < splits) {
                node = child(firstSplit, node, row);
                fresh[firstNode + node]++;
            }
        }
        learned++;
        if (learned == config.window()) {
            System.arraycopy(fresh, 0, old, 0, old.length);
            Arrays.fill(fresh, 0);
            learned = 0;
            ready = true;
        }
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
    }

    private static void read(SnapshotInput in, int[] masses) {
        int[] found = in.integers();
        if (found.length != masses.length) {
            throw new SnapshotException("must have " + masses.length + " nodes, found " + found.length);
        }
        System.arraycopy(found, 0, masses, 0, masses.length);
    }
}
