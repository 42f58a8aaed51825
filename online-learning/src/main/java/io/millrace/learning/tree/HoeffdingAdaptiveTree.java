package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotInput;

/**
 * Hoeffding adaptive tree (HAT-ADWIN): a {@link HoeffdingTree} that replaces the parts that have become wrong.
 *
 * <p>Each node keeps an ADWIN window over the errors of what answers below it. When the window shrinks because errors have become more, an
 * alternate subtree begins as an empty leaf beside the node, and learns the examples that come there. Once both windows have
 * {@code minWindow} examples, the one with error e' is better than that with error e if e − e' &gt; √(2·e·(1−e)·ln(2/α)·(1/n + 1/n')), n and n'
 * being their widths, α the {@code switchSignificance}: a better alternate takes the node's place, a worse one is given up.
 *
 * <p>Costs at most twice a {@link HoeffdingTree} plus a window a node (up to 2 · 48 bytes · log₂ of its length). Splits, new alternates and growing
 * windows allocate.
 *
 * <p>A. Bifet, R. Gavaldà, "Adaptive learning from evolving data streams", IDA 2009. Deviations: leaves get alternates, too, as their
 * statistics are as stale as a subtree's; alternates have none themselves, so that memory is bounded; no bootstrap weights (River's
 * default), so that there is no chance in it.
 */
public final class HoeffdingAdaptiveTree extends TreeLearner {
    private final HoeffdingAdaptiveTreeConfig config;

    /**
     * Untaught.
     *
     * @throws IllegalArgumentException if dimension · classes · maxLeaves is beyond 2^24
     */
    HoeffdingAdaptiveTree(HoeffdingAdaptiveTreeConfig config, int dimension) {
        super(config.tree(), dimension);
        this.config = config;
        rootNode().errors = new Adwin(config.driftDelta());
    }

    HoeffdingAdaptiveTree(HoeffdingAdaptiveTreeConfig config, SnapshotInput in) {
        super(config.tree(), true, in);
        this.config = config;
    }

    @Override
    public HoeffdingAdaptiveTreeConfig config() {
        return config;
    }

    @Override
    void grow(double[] row, int label, double weight) {
        boolean wrong = classOf(rootNode(), row) != label;
        setRootNode(grow(rootNode(), row, label, weight, wrong, false));
    }

    /** Learns an example in a subtree, of which {@code wrong} says how it answered before; returns what stands in its place. */
    private Node grow(Node node, double[] row, int label, double weight, boolean wrong, boolean isAlternate) {
        double before = node.errors.mean();
        boolean shrunk = node.errors.update(wrong ? 1 : 0);
        if (node.alternate != null) {
            boolean alternateWrong = classOf(node.alternate, row) != label;
            node.alternate = grow(node.alternate, row, label, weight, alternateWrong, true);
            if (isBetter(node.alternate, node)) {
                return node.alternate;
            }
            if (isBetter(node, node.alternate)) {
                node.alternate = null;
            }
        } else if (shrunk && node.errors.mean() > before && !isAlternate && hasRoom(true)) {
            node.alternate = watched(new Leaf(node.depth, new double[tree().classes()], dimension()));
        }
        if (node instanceof Split split) {
            if (split.isLow(row)) {
                split.low = grow(split.low, row, label, weight, wrong, isAlternate);
            } else {
                split.high = grow(split.high, row, label, weight, wrong, isAlternate);
            }
            return split;
        }
        Node grown = growLeaf((Leaf) node, row, label, weight, isAlternate);
        if (grown instanceof Split split) {
            watched(split.low);
            watched(split.high);
            split.errors = node.errors;
            split.alternate = node.alternate;
        }
        return grown;
    }

    private Node watched(Node node) {
        node.errors = new Adwin(config.driftDelta());
        return node;
    }

    /** The tree may have {@code maxLeaves}, with alternates twice as many; an alternate that moves in may bring more than it replaces. */
    @Override
    boolean hasRoom(boolean isAlternate) {
        int leaves = rootNode().leaves();
        return leaves + rootNode().alternateLeaves() < 2 * tree().maxLeaves()
                && (isAlternate || leaves < tree().maxLeaves());
    }

    /** Whether one has surely fewer errors than the other. */
    private boolean isBetter(Node one, Node other) {
        long width = one.errors.width();
        long otherWidth = other.errors.width();
        if (Math.min(width, otherWidth) < config.minWindow()) {
            return false;
        }
        double error = other.errors.mean();
        double bound = Math.sqrt(
                2 * error * (1 - error) * Math.log(2 / config.switchSignificance()) * (1.0 / width + 1.0 / otherWidth));
        return error - one.errors.mean() > bound;
    }
}
