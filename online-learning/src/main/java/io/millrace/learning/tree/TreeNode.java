package io.millrace.learning.tree;

import java.util.List;

/** A node of a tree as it was at one moment, for whoever draws or publishes it. */
public sealed interface TreeNode {
    /** Weight of the examples behind this node's distribution, those that a leaf inherited at its split included. */
    double weight();

    /**
     * Where the tree ends.
     *
     * @param weight of its examples
     * @param probabilities of the classes, as {@link LeafPrediction#MAJORITY} gives them
     */
    record Leaf(double weight, List<Double> probabilities) implements TreeNode {
        public Leaf {
            probabilities = List.copyOf(probabilities);
        }
    }

    /**
     * A question.
     *
     * @param feature column asked about
     * @param threshold rows with a value &lt;= this go to {@code low}, others to {@code high}
     * @param low subtree of small values
     * @param high subtree of great values
     */
    record Split(int feature, double threshold, TreeNode low, TreeNode high) implements TreeNode {
        @Override
        public double weight() {
            return low.weight() + high.weight();
        }
    }
}
