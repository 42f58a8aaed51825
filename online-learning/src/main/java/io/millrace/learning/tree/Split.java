package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotOutput;

/** A question: is a column's value at most the threshold? */
final class Split extends Node {
    final int feature;
    final double threshold;
    Node low;
    Node high;

    Split(int depth, int feature, double threshold, Node low, Node high) {
        super(depth);
        this.feature = feature;
        this.threshold = threshold;
        this.low = low;
        this.high = high;
    }

    boolean isLow(double[] row) {
        return row[feature] <= threshold;
    }

    @Override
    Leaf leaf(double[] row) {
        return (isLow(row) ? low : high).leaf(row);
    }

    @Override
    int leaves() {
        return low.leaves() + high.leaves();
    }

    @Override
    int alternateLeaves() {
        return super.alternateLeaves() + low.alternateLeaves() + high.alternateLeaves();
    }

    @Override
    double magnitude() {
        return Math.max(Math.abs(threshold), Math.max(low.magnitude(), high.magnitude()));
    }

    @Override
    TreeNode view() {
        return new TreeNode.Split(feature, threshold, low.view(), high.view());
    }

    @Override
    void writeNode(SnapshotOutput out) {
        out.integer(feature);
        out.number(threshold);
        low.writeTo(out);
        high.writeTo(out);
    }
}
