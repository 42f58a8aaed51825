package io.millrace.model.compiled.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the trees of TreeEnsembleClassifier and TreeEnsembleRegressor: parallel lists with a line for each node, splits and
 * leaves alike, and a line for each weight of a leaf.
 */
final class TreeTable {
    private final Node node;
    private final TreeNodes nodes;
    private final List<Integer> roots = new ArrayList<>();
    private final Map<List<Long>, Integer> numbers = new HashMap<>();

    private TreeTable(Node node, int count, int targets) {
        this.node = node;
        nodes = new TreeNodes(count, targets);
    }

    /**
     * Reads the attributes of a node.
     *
     * @param weights how the attributes about weights begin, by class or by target
     */
    static TreeTable read(Node node, String weights, int targets) {
        int count = node.wholes("nodes_treeids").size();
        TreeTable table = new TreeTable(node, count, targets);
        table.readNodes(count);
        table.readWeights(weights);
        return table;
    }

    TreeNodes nodes() {
        return nodes;
    }

    /** The first node of each tree. */
    List<Integer> roots() {
        return roots;
    }

    private void readNodes(int count) {
        List<Long> trees = column("nodes_treeids", count);
        List<Long> ids = column("nodes_nodeids", count);
        List<Long> features = column("nodes_featureids", count);
        List<Long> whenTrue = column("nodes_truenodeids", count);
        List<Long> whenFalse = column("nodes_falsenodeids", count);
        List<Long> missing = node.wholes("nodes_missing_value_tracks_true");
        List<String> modes = node.texts("nodes_modes");
        double[] values = numbers(node, "nodes_values");
        check("nodes_modes", modes.size(), count);
        check("nodes_values", values.length, count);
        for (int i = 0; i < count; i++) {
            if (i == 0 || !trees.get(i).equals(trees.get(i - 1))) {
                roots.add(i);
            }
            if (numbers.put(List.of(trees.get(i), ids.get(i)), i) != null) {
                throw node.unsupported("each node once", "tree " + trees.get(i) + " node " + ids.get(i));
            }
        }
        for (int i = 0; i < count; i++) {
            TreeNodes.Mode mode = mode(modes.get(i));
            if (mode == TreeNodes.Mode.LEAF) {
                nodes.leaf(i);
            } else {
                boolean missingTrue = i < missing.size() && missing.get(i) == 1;
                nodes.split(
                        i,
                        mode,
                        Math.toIntExact(features.get(i)),
                        new double[] {values[i]},
                        missingTrue,
                        number(trees.get(i), whenTrue.get(i)),
                        number(trees.get(i), whenFalse.get(i)));
            }
        }
    }

    private TreeNodes.Mode mode(String name) {
        return switch (name) {
            case "LEAF" -> TreeNodes.Mode.LEAF;
            case "BRANCH_LEQ" -> TreeNodes.Mode.BRANCH_LEQ;
            case "BRANCH_LT" -> TreeNodes.Mode.BRANCH_LT;
            case "BRANCH_GTE" -> TreeNodes.Mode.BRANCH_GTE;
            case "BRANCH_GT" -> TreeNodes.Mode.BRANCH_GT;
            case "BRANCH_EQ" -> TreeNodes.Mode.BRANCH_EQ;
            case "BRANCH_NEQ" -> TreeNodes.Mode.BRANCH_NEQ;
            default -> throw node.unsupported("nodes_modes: LEAF or a comparison", name);
        };
    }

    private void readWeights(String prefix) {
        List<Long> targets = node.wholes(prefix + "_ids");
        int count = targets.size();
        List<Long> trees = column(prefix + "_treeids", count);
        List<Long> ids = column(prefix + "_nodeids", count);
        double[] weights = numbers(node, prefix + "_weights");
        check(prefix + "_weights", weights.length, count);
        for (int i = 0; i < count; i++) {
            int leaf = number(trees.get(i), ids.get(i));
            long target = targets.get(i);
            if (nodes.mode(leaf) != TreeNodes.Mode.LEAF) {
                continue; // old converters wrote them, ONNX Runtime does not mind
            }
            if (target < 0 || target >= nodes.targets()) {
                throw node.unsupported(prefix + "_ids from 0 to " + (nodes.targets() - 1), target);
            }
            if (!nodes.weigh(leaf, (int) target, weights[i])) {
                throw node.unsupported("one weight per leaf and target", "two of node " + ids.get(i));
            }
        }
        if (!nodes.allLeavesWeighed()) {
            throw node.unsupported("a weight for each leaf", "one without");
        }
    }

    private int number(long tree, long id) {
        Integer number = numbers.get(List.of(tree, id));
        if (number == null) {
            throw node.unsupported("nodes that exist", "tree " + tree + " node " + id);
        }
        return number;
    }

    private List<Long> column(String attribute, int count) {
        List<Long> column = node.wholes(attribute);
        check(attribute, column.size(), count);
        return column;
    }

    private void check(String attribute, int found, int count) {
        if (found != count) {
            throw node.unsupported(attribute + " of length " + count, found);
        }
    }

    /** Numbers in single precision, or in double precision as a tensor. */
    static double[] numbers(Node node, String attribute) {
        String asTensor = attribute + "_as_tensor";
        return node.has(asTensor) ? node.tensorNumbers(asTensor) : node.numbers(attribute);
    }
}
