package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.format.onnx.ElementType;
import java.util.List;
import java.util.Map;

/**
 * Linear models of ONNX-ML. Where the specification leaves something open, as ONNX Runtime does it; its source
 * (core/providers/cpu/ml) was followed.
 */
final class LinearOperators {
    private LinearOperators() {}

    static Map<String, Operator> table() {
        return Map.of(
                Operators.ml("LinearClassifier"),
                LinearOperators::classify,
                Operators.ml("LinearRegressor"),
                single(LinearOperators::regress));
    }

    private static List<Tensor> classify(Node node, Lowering lowering) {
        ClassLabels labels = ClassLabels.of(node, lowering, "classlabels_strings", "classlabels_ints");
        double[] intercepts = node.numbers("intercepts");
        PostTransform transform = PostTransform.of(node);
        int scores = intercepts.length;
        boolean two = scores == 1 && labels.count() == 2;
        if (!two && (scores < 2 || labels.count() != scores)) {
            throw node.unsupported("an intercept per class, or one for two classes", scores + " of " + labels.count());
        }
        if (two && transform == PostTransform.PROBIT) {
            throw node.unsupported("post_transform other than PROBIT with one score for two classes", transform);
        }
        int first = scores(node, lowering, intercepts);
        if (two) {
            Tensor label = labels.above(node, lowering, first, 0);
            int both = transform.twoClasses(node, lowering, first, true);
            return List.of(label, Tensor.columns(ElementType.FLOAT, new int[] {Shapes.ROWS, 2}, both));
        }
        Tensor label = labels.ofGreatest(node, lowering, first);
        int transformed = transform.apply(node, lowering, first, scores, true);
        return List.of(label, Tensor.columns(ElementType.FLOAT, new int[] {Shapes.ROWS, scores}, transformed));
    }

    private static Tensor regress(Node node, Lowering lowering) {
        int targets = (int) node.whole("targets", 1);
        double[] intercepts = node.numbers("intercepts");
        if (node.input(0).type() != ElementType.FLOAT) {
            throw node.unsupported("FLOAT, which is all that ONNX Runtime takes", node.input(0));
        }
        PostTransform transform = PostTransform.of(node);
        if (targets == 1 && transform != PostTransform.NONE) {
            throw node.unsupported("post_transform NONE with one target", transform);
        }
        int first = scores(node, lowering, intercepts.length == targets ? intercepts : new double[targets]);
        int transformed = transform.apply(node, lowering, first, targets, true);
        return Tensor.columns(ElementType.FLOAT, new int[] {Shapes.ROWS, targets}, transformed);
    }

    private static int scores(Node node, Lowering lowering, double[] intercepts) {
        int[] columns = lowering.rowColumns(node, lowering.cast(node, node.numbers(0), ElementType.FLOAT));
        double[] flat = node.numbers("coefficients");
        if (flat.length != columns.length * intercepts.length) {
            throw node.unsupported(
                    "a coefficient per column and target, " + columns.length * intercepts.length, flat.length);
        }
        double[][] coefficients = new double[intercepts.length][columns.length];
        for (int target = 0; target < coefficients.length; target++) {
            System.arraycopy(flat, target * columns.length, coefficients[target], 0, columns.length);
        }
        return WeightedSums.add(node, lowering, columns, coefficients, intercepts, ElementType.FLOAT);
    }
}
