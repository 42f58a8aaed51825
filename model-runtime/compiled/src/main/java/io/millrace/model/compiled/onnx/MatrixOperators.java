package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import java.util.Arrays;
import java.util.Map;

/**
 * Products of rows with a constant matrix: linear models, k-means and naive Bayes as exporters write them. Large ones are
 * refused: there the matrix kernels of ONNX Runtime win.
 */
final class MatrixOperators {
    /** Most multiplications per row of all products of a graph: 64 features by 32 classes; no network with hidden layers. */
    private static final long MAX_MULTIPLICATIONS = 2_048;

    private MatrixOperators() {}

    static Map<String, Operator> table() {
        return Map.of("MatMul", single(MatrixOperators::product), "Gemm", single(MatrixOperators::general));
    }

    private static Tensor product(Node node, Lowering lowering) {
        Tensor weights = node.constant(1);
        if (weights.rank() != 1 && weights.rank() != 2) {
            throw node.unsupported("weights of one or two dimensions", weights);
        }
        boolean vector = weights.rank() == 1;
        int inner = weights.shape()[0];
        int outer = vector ? 1 : weights.shape()[1];
        double[][] coefficients = new double[outer][inner];
        for (int target = 0; target < outer; target++) {
            for (int i = 0; i < inner; i++) {
                coefficients[target][i] = weights.value(i * outer + target);
            }
        }
        int[] columns = columns(node, lowering, weights, inner, outer);
        int first = WeightedSums.add(node, lowering, columns, coefficients, new double[outer], weights.type());
        int[] shape = vector ? new int[] {Shapes.ROWS} : new int[] {Shapes.ROWS, outer};
        return Tensor.columns(weights.type(), shape, first);
    }

    /** {@code alpha * A * B + beta * C}. */
    private static Tensor general(Node node, Lowering lowering) {
        Tensor weights = node.constant(1);
        if (weights.rank() != 2 || node.whole("transA", 0) != 0) {
            throw node.unsupported("rows as they are, weights of two dimensions", weights);
        }
        boolean transposed = node.whole("transB", 0) != 0;
        double alpha = node.number("alpha", 1);
        int inner = weights.shape()[transposed ? 1 : 0];
        int outer = weights.shape()[transposed ? 0 : 1];
        int[] columns = columns(node, lowering, weights, inner, outer);
        int[] shape = {Shapes.ROWS, outer};
        Tensor added = node.hasInput(2) ? added(node, shape) : null;
        boolean byRow = added != null && !added.isConstant();
        double beta = node.number("beta", 1);
        double[][] coefficients = new double[outer][inner + (byRow ? outer : 0)];
        double[] intercepts = new double[outer];
        for (int target = 0; target < outer; target++) {
            for (int i = 0; i < inner; i++) {
                int cell = transposed ? target * inner + i : i * outer + target;
                coefficients[target][i] = alpha * weights.value(cell);
            }
            if (byRow) {
                coefficients[target][inner + target] = beta;
            } else if (added != null) {
                intercepts[target] = beta * added.value(target);
            }
        }
        if (byRow) {
            int[] all = Arrays.copyOf(columns, inner + outer);
            for (int target = 0; target < outer; target++) {
                all[inner + target] = lowering.column(node, added, target);
            }
            columns = all;
        }
        int first = WeightedSums.add(node, lowering, columns, coefficients, intercepts, weights.type());
        return Tensor.columns(weights.type(), shape, first);
    }

    private static Tensor added(Node node, int[] shape) {
        Tensor added = node.numbers(2);
        int[] both = Shapes.broadcast(added.shape(), shape);
        if (!Arrays.equals(both, shape) || added.type() != node.input(0).type()) {
            throw node.unsupported("what can be added to " + Shapes.describe(shape), added);
        }
        return added.pick(shape, Shapes.expand(added.shape(), shape));
    }

    private static int[] columns(Node node, Lowering lowering, Tensor weights, int inner, int outer) {
        Tensor rows = node.numbers(0);
        int[] columns = lowering.rowColumns(node, rows);
        if (columns.length != inner || rows.type() != weights.type() || !rows.isFloating()) {
            throw node.unsupported("[rows, " + inner + "] of " + weights.type() + ", FLOAT or DOUBLE", rows);
        }
        long multiplications = lowering.multiply((long) inner * outer);
        if (multiplications > MAX_MULTIPLICATIONS) {
            throw node.unsupported(
                    "at most " + MAX_MULTIPLICATIONS + " multiplications per row in matrix products", multiplications);
        }
        return columns;
    }
}
