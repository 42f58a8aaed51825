package io.millrace.model.compiled.onnx;

import java.util.Arrays;
import java.util.List;

/** Reads the trees of TreeEnsemble, version 5 of ONNX-ML: splits in one list, leaves in another, sets of members in a third. */
final class TreeSets {
    /** ONNX Runtime unrolls sets up to this size, of numbers up to this one, into comparisons for equality. */
    private static final int MOST_EXACT = 30;

    private final Node node;
    private final TreeNodes nodes;
    private final int splits;
    private final List<Integer> roots;

    private TreeSets(Node node, int targets) {
        this.node = node;
        splits = node.wholes("nodes_featureids").size();
        List<Long> leafTargets = node.wholes("leaf_targetids");
        nodes = new TreeNodes(splits + leafTargets.size(), targets);
        readSplits();
        readLeaves(leafTargets);
        roots = node.wholes("tree_roots").stream()
                .map(root -> inRange(root, 0, splits))
                .toList();
    }

    static TreeSets read(Node node, int targets) {
        return new TreeSets(node, targets);
    }

    TreeNodes nodes() {
        return nodes;
    }

    List<Integer> roots() {
        return roots;
    }

    private void readSplits() {
        double[] modes = checked("nodes_modes", node.tensorNumbers("nodes_modes"));
        double[] values = checked("nodes_splits", node.tensorNumbers("nodes_splits"));
        List<Long> features = node.wholes("nodes_featureids");
        List<Long> missing = node.wholes("nodes_missing_value_tracks_true");
        int[] whenTrue = children("nodes_truenodeids", "nodes_trueleafs");
        int[] whenFalse = children("nodes_falsenodeids", "nodes_falseleafs");
        double[] sets = node.has("membership_values") ? node.tensorNumbers("membership_values") : new double[0];
        int next = 0;
        for (int i = 0; i < splits; i++) {
            TreeNodes.Mode mode = mode((int) modes[i]);
            double[] thresholds = {values[i]};
            if (mode == TreeNodes.Mode.BRANCH_MEMBER) {
                int end = next;
                while (end < sets.length && !Double.isNaN(sets[end])) {
                    end++;
                }
                thresholds = Arrays.copyOfRange(sets, Math.min(next, sets.length), end);
                next = end + 1; // NaN stands between sets
                mode = membership(thresholds);
            }
            boolean missingTrue = i < missing.size() && missing.get(i) == 1;
            nodes.split(i, mode, Math.toIntExact(features.get(i)), thresholds, missingTrue, whenTrue[i], whenFalse[i]);
        }
    }

    private TreeNodes.Mode mode(int number) {
        return switch (number) {
            case 0 -> TreeNodes.Mode.BRANCH_LEQ;
            case 1 -> TreeNodes.Mode.BRANCH_LT;
            case 2 -> TreeNodes.Mode.BRANCH_GTE;
            case 3 -> TreeNodes.Mode.BRANCH_GT;
            case 4 -> TreeNodes.Mode.BRANCH_EQ;
            case 5 -> TreeNodes.Mode.BRANCH_NEQ;
            case 6 -> TreeNodes.Mode.BRANCH_MEMBER;
            default -> throw node.unsupported("nodes_modes: 0 to 6", number);
        };
    }

    /** Small sets are compared with the very number, others with its whole part, which must then be all they hold. */
    private TreeNodes.Mode membership(double[] set) {
        if (set.length == 0 || Arrays.stream(set).anyMatch(value -> value != (int) value)) {
            throw node.unsupported("membership_values: whole numbers for each BRANCH_MEMBER", Arrays.toString(set));
        }
        boolean small =
                set.length <= MOST_EXACT && Arrays.stream(set).allMatch(value -> value >= 0 && value <= MOST_EXACT);
        return small ? TreeNodes.Mode.BRANCH_MEMBER : TreeNodes.Mode.BRANCH_MEMBER_CUT;
    }

    private int[] children(String ids, String areLeaves) {
        List<Long> numbers = node.wholes(ids);
        List<Long> leaves = node.wholes(areLeaves);
        if (numbers.size() != splits || leaves.size() != splits) {
            throw node.unsupported(ids + " and " + areLeaves + " of length " + splits, numbers.size());
        }
        int[] children = new int[splits];
        for (int i = 0; i < splits; i++) {
            boolean leaf = leaves.get(i) != 0;
            int from = leaf ? splits : 0;
            children[i] = inRange(numbers.get(i) + from, from, leaf ? nodes.count() : splits);
        }
        return children;
    }

    private void readLeaves(List<Long> targets) {
        double[] weights = node.tensorNumbers("leaf_weights");
        if (weights.length != targets.size()) {
            throw node.unsupported("leaf_weights of length " + targets.size(), weights.length);
        }
        for (int i = 0; i < weights.length; i++) {
            nodes.leaf(splits + i);
            nodes.weigh(splits + i, inRange(targets.get(i), 0, nodes.targets()), weights[i]);
        }
    }

    private double[] checked(String attribute, double[] values) {
        if (values.length != splits) {
            throw node.unsupported(attribute + " of length " + splits, values.length);
        }
        return values;
    }

    private int inRange(long number, int from, int to) {
        if (number < from || number >= to) {
            throw node.unsupported("numbers from " + from + " to " + (to - 1), number);
        }
        return (int) number;
    }
}
