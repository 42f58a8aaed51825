package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotOutput;

/** A node as it grows: a {@link Leaf} or a {@link Split}. */
abstract sealed class Node permits Leaf, Split {
    /** Splits above it. */
    final int depth;
    /** Window of errors (0 or 1) of whatever answers below this node; null unless the tree adapts. */
    Adwin errors;
    /** Subtree that may take this node's place; null if there is none. */
    Node alternate;

    Node(int depth) {
        this.depth = depth;
    }

    /** The leaf that a row falls into. */
    abstract Leaf leaf(double[] row);

    /** Leaves of this subtree without alternates. */
    abstract int leaves();

    /** Leaves of all alternates at and below this node. */
    int alternateLeaves() {
        return alternate == null ? 0 : alternate.leaves();
    }

    /** Greatest absolute threshold. */
    abstract double magnitude();

    abstract TreeNode view();

    abstract void writeNode(SnapshotOutput out);

    /** Writes the node with all below it, for {@link NodeReader}. */
    final void writeTo(SnapshotOutput out) {
        out.flag(this instanceof Split);
        writeNode(out);
        if (errors != null) {
            errors.writeTo(out);
        }
        out.flag(alternate != null);
        if (alternate != null) {
            alternate.writeTo(out);
        }
    }
}
