package io.millrace.model.compiled.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * The nodes of all trees of an ensemble in one list, whichever operator they come from. Filled by {@link TreeTable} or
 * {@link TreeSets}, read by {@link TreeMaker}.
 */
final class TreeNodes {
    /** How a split compares. */
    enum Mode {
        /** x &le; threshold. */
        BRANCH_LEQ,
        /** x &lt; threshold. */
        BRANCH_LT,
        /** x &ge; threshold. */
        BRANCH_GTE,
        /** x &gt; threshold. */
        BRANCH_GT,
        /** x = threshold. */
        BRANCH_EQ,
        /** x &ne; threshold. */
        BRANCH_NEQ,
        /** x is one of several numbers. */
        BRANCH_MEMBER,
        /** No split at all. */
        LEAF,
        /** x, cut to a whole number, is one of several: ONNX Runtime's way with sets beyond 0 to 30. */
        BRANCH_MEMBER_CUT
    }

    private final Mode[] modes;
    private final int[] features;
    private final double[][] thresholds;
    private final boolean[] missingTrue;
    private final int[] whenTrue;
    private final int[] whenFalse;
    private final double[][] leaves;
    private final boolean[][] scored;
    private final int targets;

    TreeNodes(int count, int targets) {
        this.targets = targets;
        modes = new Mode[count];
        features = new int[count];
        thresholds = new double[count][];
        missingTrue = new boolean[count];
        whenTrue = new int[count];
        whenFalse = new int[count];
        leaves = new double[count][];
        scored = new boolean[count][];
    }

    /** Node {@code number} is a split; a missing value is true if {@code missing} says so. */
    void split(int number, Mode mode, int feature, double[] values, boolean missing, int trueNode, int falseNode) {
        modes[number] = mode;
        features[number] = feature;
        thresholds[number] = values;
        missingTrue[number] = missing;
        whenTrue[number] = trueNode;
        whenFalse[number] = falseNode;
    }

    /** Node {@code number} is a leaf, so far without weights. */
    void leaf(int number) {
        modes[number] = Mode.LEAF;
        leaves[number] = new double[targets];
        scored[number] = new boolean[targets];
    }

    /** Gives a leaf its weight for a target; a leaf has one at most. */
    boolean weigh(int leaf, int target, double weight) {
        if (scored[leaf][target]) {
            return false;
        }
        scored[leaf][target] = true;
        leaves[leaf][target] = weight;
        return true;
    }

    int count() {
        return modes.length;
    }

    int targets() {
        return targets;
    }

    Mode mode(int number) {
        return modes[number];
    }

    int feature(int number) {
        return features[number];
    }

    /** What a split compares with: one number, or those of a set. */
    double[] thresholds(int number) {
        return thresholds[number];
    }

    boolean missingTrue(int number) {
        return missingTrue[number];
    }

    int whenTrue(int number) {
        return whenTrue[number];
    }

    int whenFalse(int number) {
        return whenFalse[number];
    }

    double[] leaf(int number, double factor) {
        return Arrays.stream(leaves[number]).map(weight -> weight * factor).toArray();
    }

    /** Whether each leaf has a weight at all. */
    boolean allLeavesWeighed() {
        return leafNumbers().stream().allMatch(leaf -> anyTrue(scored[leaf]));
    }

    /** Whether no weight is negative. */
    boolean isPositive() {
        return leafNumbers().stream()
                .allMatch(leaf -> Arrays.stream(leaves[leaf]).allMatch(weight -> weight >= 0));
    }

    /** Whether each leaf has a weight above 0. */
    boolean eachLeafAddsSomething() {
        return leafNumbers().stream()
                .allMatch(leaf -> Arrays.stream(leaves[leaf]).anyMatch(weight -> weight > 0));
    }

    /** Whether some leaf has a weight for this target. */
    boolean isUsed(int target) {
        return leafNumbers().stream().anyMatch(leaf -> scored[leaf][target]);
    }

    /** Whether a leaf has a weight for this target. */
    boolean isScored(int leaf, int target) {
        return scored[leaf][target];
    }

    private List<Integer> leafNumbers() {
        return java.util.stream.IntStream.range(0, modes.length)
                .filter(number -> modes[number] == Mode.LEAF)
                .boxed()
                .toList();
    }

    private static boolean anyTrue(boolean[] values) {
        for (boolean value : values) {
            if (value) {
                return true;
            }
        }
        return false;
    }
}
