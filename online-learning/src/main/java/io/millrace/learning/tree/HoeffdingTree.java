package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotInput;

/**
 * Hoeffding tree (VFDT): grows from the root, and splits a leaf once the examples seen there tell, but with probability δ, the attribute that
 * endless data would choose.
 *
 * <p>Splits are binary, {@code x <= threshold}. Numeric attributes by a bell curve per class, thresholds evenly between smallest and greatest
 * value; leaves answer as {@link LeafPrediction} says. An example costs O(depth + dimension · classes), an attempt to split, once a grace period, O(dimension ·
 * classes · split points). Memory: 32 bytes · dimension · classes · leaves. A split allocates two leaves, nothing else does.
 *
 * <p>P. Domingos, G. Hulten, "Mining high-speed data streams", KDD 2000; B. Pfahringer, G. Holmes, R. Kirkby, "Handling numeric attributes in
 * Hoeffding trees", PAKDD 2008; adaptive naive Bayes: G. Holmes, R. Kirkby, B. Pfahringer, "Stress-testing Hoeffding trees", PKDD 2005. Defaults as
 * MOA's and River's. Deviations from River: the gain is that of what a leaf has seen itself, without what it inherited; columns of zeros and ones are counted exactly; majority probabilities are (n_c + 1) / (n + k), so that none is 0; no deviation is
 * less than a thousandth of the attribute's range; size is bounded by leaves, which then stop to split, not by an estimate of bytes.
 */
public final class HoeffdingTree extends TreeLearner {
    private final HoeffdingTreeConfig config;

    /**
     * Untaught.
     *
     * @throws IllegalArgumentException if dimension · classes · maxLeaves is beyond 2^24
     */
    HoeffdingTree(HoeffdingTreeConfig config, int dimension) {
        super(config, dimension);
        this.config = config;
    }

    HoeffdingTree(HoeffdingTreeConfig config, SnapshotInput in) {
        super(config, false, in);
        this.config = config;
    }

    @Override
    public HoeffdingTreeConfig config() {
        return config;
    }

    @Override
    void grow(double[] row, int label, double weight) {
        Split parent = null;
        Node node = rootNode();
        while (node instanceof Split split) {
            parent = split;
            node = split.isLow(row) ? split.low : split.high;
        }
        Leaf leaf = (Leaf) node;
        Node grown = growLeaf(leaf, row, label, weight, false);
        if (grown == leaf) {
            return;
        }
        if (parent == null) {
            setRootNode(grown);
        } else if (parent.isLow(row)) {
            parent.low = grown;
        } else {
            parent.high = grown;
        }
    }

    @Override
    boolean hasRoom(boolean isAlternate) {
        return rootNode().leaves() < config.maxLeaves();
    }
}
