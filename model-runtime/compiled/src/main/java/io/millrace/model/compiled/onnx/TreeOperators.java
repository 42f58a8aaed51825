package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.compiled.program.Tree;
import io.millrace.model.compiled.program.TreeEnsemble;
import io.millrace.model.compiled.program.Unary;
import io.millrace.model.compiled.program.UnaryOperation;
import io.millrace.model.format.onnx.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Ensembles of trees. Where the specification leaves something open, as ONNX Runtime does it; its source
 * (core/providers/cpu/ml) was followed. Leaves are added in double precision, which is nearer to the library that grew the trees
 * than ONNX Runtime's single precision, and rounded once.
 */
final class TreeOperators {
    private TreeOperators() {}

    static Map<String, Operator> table() {
        return Map.of(
                Operators.ml("TreeEnsembleClassifier"), TreeOperators::classify,
                Operators.ml("TreeEnsembleRegressor"), single(TreeOperators::regress),
                Operators.ml("TreeEnsemble"), single(TreeOperators::ensemble));
    }

    private static Tensor regress(Node node, Lowering lowering) {
        if (!node.numbers(0).isFloating()) {
            throw node.unsupported("FLOAT or DOUBLE, which is all that ONNX Runtime takes", node.input(0));
        }
        int targets = targets(node);
        TreeTable table = TreeTable.read(node, "target", targets);
        String aggregate = node.text("aggregate_function", "SUM");
        if (!aggregate.equals("SUM") && !aggregate.equals("AVERAGE")) {
            throw node.unsupported("aggregate_function: SUM or AVERAGE", aggregate);
        }
        double[] base = TreeTable.numbers(node, "base_values");
        int first = sums(node, lowering, table.nodes(), table.roots(), aggregate.equals("AVERAGE"), base);
        return transformed(node, lowering, PostTransform.of(node), first, targets, ElementType.FLOAT);
    }

    private static Tensor ensemble(Node node, Lowering lowering) {
        int targets = targets(node);
        TreeSets sets = TreeSets.read(node, targets);
        long aggregate = node.whole("aggregate_function", 1);
        if (aggregate != 0 && aggregate != 1) {
            throw node.unsupported("aggregate_function: 0 (AVERAGE) or 1 (SUM)", aggregate);
        }
        ElementType type = node.numbers(0).type();
        if (type != ElementType.FLOAT && type != ElementType.DOUBLE) {
            throw node.unsupported("FLOAT or DOUBLE", type);
        }
        int first = sums(node, lowering, sets.nodes(), sets.roots(), aggregate == 0, new double[0]);
        return transformed(node, lowering, PostTransform.numbered(node), first, targets, type);
    }

    private static int targets(Node node) {
        long targets = node.whole("n_targets", 0);
        if (targets < 1 || targets > 10_000) {
            throw node.unsupported("n_targets: 1 to 10000", targets);
        }
        return (int) targets;
    }

    /** A single target is transformed by PROBIT only: ONNX Runtime passes it by any other transform. */
    private static Tensor transformed(
            Node node, Lowering lowering, PostTransform transform, int first, int targets, ElementType type) {
        boolean skipped = targets == 1 && transform != PostTransform.PROBIT;
        boolean single = type == ElementType.FLOAT;
        int last = skipped ? first : transform.apply(node, lowering, first, targets, single);
        if (single) {
            round(lowering, last, targets);
        }
        return Tensor.columns(type, new int[] {Shapes.ROWS, targets}, last);
    }

    private static List<Tensor> classify(Node node, Lowering lowering) {
        ClassLabels labels = ClassLabels.of(node, lowering, "classlabels_strings", "classlabels_int64s");
        if (labels.count() < 2) {
            throw node.unsupported("at least two classes", labels.count());
        }
        TreeTable table = TreeTable.read(node, "class", labels.count());
        double[] base = TreeTable.numbers(node, "base_values");
        PostTransform transform = PostTransform.of(node);
        return labels.count() == 2
                ? two(node, lowering, labels, table, base, transform)
                : many(node, lowering, labels, table, base, transform);
    }

    private static List<Tensor> many(
            Node node, Lowering lowering, ClassLabels labels, TreeTable table, double[] base, PostTransform transform) {
        int count = labels.count();
        if (base.length == 0 && !scoresAll(table)) {
            throw node.unsupported("trees that score each class in each row, or leaves that score some above 0", node);
        }
        int first = sums(node, lowering, table.nodes(), table.roots(), false, base);
        if (node.input(0).type() != ElementType.DOUBLE) {
            round(lowering, first, count);
        }
        Tensor label = labels.ofGreatest(node, lowering, first);
        int last = transform.apply(node, lowering, first, count, true);
        round(lowering, last, transform == PostTransform.NONE ? count : 0);
        return List.of(label, Tensor.columns(ElementType.FLOAT, new int[] {Shapes.ROWS, count}, last));
    }

    /**
     * Whether the greatest of all sums is the greatest of those classes that have any leaf: ONNX Runtime looks at those
     * only.
     */
    private static boolean scoresAll(TreeTable table) {
        TreeNodes nodes = table.nodes();
        if (nodes.isPositive() && nodes.eachLeafAddsSomething()) {
            return true;
        }
        for (int target = 0; target < nodes.targets(); target++) {
            if (!scores(table, target)) {
                return false;
            }
        }
        return true;
    }

    /** Whether some tree scores the class in each of its leaves. Nodes of a tree stand together. */
    private static boolean scores(TreeTable table, int target) {
        TreeNodes nodes = table.nodes();
        List<Integer> roots = table.roots();
        for (int tree = 0; tree < roots.size(); tree++) {
            int end = tree + 1 < roots.size() ? roots.get(tree + 1) : nodes.count();
            boolean all = true;
            for (int number = roots.get(tree); number < end; number++) {
                all &= nodes.mode(number) != TreeNodes.Mode.LEAF || nodes.isScored(number, target);
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    /**
     * Two classes out of one score, which the file gives to class 0 and means for class 1: a probability, decided at 0.5,
     * if no weight is negative; else decided at 0.
     */
    private static List<Tensor> two(
            Node node, Lowering lowering, ClassLabels labels, TreeTable table, double[] base, PostTransform transform) {
        TreeNodes nodes = table.nodes();
        if (nodes.isUsed(1) || base.length > 1 || transform == PostTransform.PROBIT) {
            throw node.unsupported(
                    "weights of class id 0 only, at most one base value, no PROBIT, for two classes", node);
        }
        double[] bases = {base.length == 1 ? base[0] : 0, 0};
        int score = sums(node, lowering, nodes, table.roots(), false, bases);
        if (node.input(0).type() != ElementType.DOUBLE) {
            round(lowering, score, 1);
        }
        boolean probability = nodes.isPositive();
        Tensor label = labels.above(node, lowering, score, probability ? 0.5 : 0);
        int first = transform.twoClasses(node, lowering, score, probability);
        return List.of(label, Tensor.columns(ElementType.FLOAT, new int[] {Shapes.ROWS, 2}, first));
    }

    /** The first of the columns with the sums of all trees; as many as targets. */
    private static int sums(
            Node node, Lowering lowering, TreeNodes nodes, List<Integer> roots, boolean average, double[] base) {
        int targets = nodes.targets();
        if (base.length != 0 && base.length != targets) {
            throw node.unsupported("base_values: none or " + targets, base.length);
        }
        Tensor input = node.numbers(0);
        // whole numbers are compared with thresholds in single precision
        Tensor compared = input.isWhole() ? lowering.cast(node, input, ElementType.FLOAT) : input;
        int[] columns = lowering.rowColumns(node, compared);
        TreeMaker maker = new TreeMaker(node, lowering, nodes, columns, average ? 1.0 / roots.size() : 1);
        List<Tree> trees = new ArrayList<>();
        roots.forEach(root -> trees.add(maker.make(root)));
        int first = lowering.newColumns(node, targets);
        TreeEnsemble.add(lowering.builder(), trees, Arrays.copyOf(base, targets), first);
        return first;
    }

    private static void round(Lowering lowering, int first, int count) {
        if (count > 0) {
            int[] columns = new int[count];
            Arrays.setAll(columns, i -> first + i);
            lowering.add(new Unary(UnaryOperation.IDENTITY, columns, first, true));
        }
    }
}
