package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;

/** Reads the nodes of one tree that {@link Node#writeTo} wrote. */
final class NodeReader {
    private final HoeffdingTreeConfig config;
    private final int dimension;
    private final boolean isWatched;
    private final SnapshotInput in;

    /**
     * Reads from {@code in}.
     *
     * @param isWatched whether nodes have windows of errors
     */
    NodeReader(HoeffdingTreeConfig config, int dimension, boolean isWatched, SnapshotInput in) {
        this.config = config;
        this.dimension = dimension;
        this.isWatched = isWatched;
        this.in = in;
    }

    /** The next node, with all below it. */
    Node read(int depth) {
        if (depth > config.maxDepth()) {
            throw new SnapshotException("must have depth up to " + config.maxDepth() + ", found " + depth);
        }
        Node node = in.flag() ? readSplit(depth) : Leaf.readFrom(depth, config.classes(), dimension, in);
        if (isWatched) {
            node.errors = Adwin.readFrom(in);
        }
        if (in.flag()) {
            node.alternate = read(depth);
        }
        return node;
    }

    private Split readSplit(int depth) {
        int feature = in.integer();
        double threshold = in.number();
        if (feature < 0 || feature >= dimension || !Double.isFinite(threshold)) {
            throw new SnapshotException("must ask about one of " + dimension + " features, found " + feature
                    + " with threshold " + threshold);
        }
        return new Split(depth, feature, threshold, read(depth + 1), read(depth + 1));
    }
}
