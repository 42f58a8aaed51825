package io.millrace.model.compiled.onnx;

import io.millrace.model.compiled.program.Linear;
import io.millrace.model.compiled.program.Unary;
import io.millrace.model.compiled.program.UnaryOperation;
import io.millrace.model.format.onnx.ElementType;

/** Weighted sums of columns, as matrix products and linear models need them. */
final class WeightedSums {
    /**
     * In the place of a coefficient of 0, which {@link Linear} would leave out: 0 times NaN is NaN, and must be so here, too.
     * No finite number times this one is seen beside any other.
     */
    private static final double ALMOST_ZERO = 1e-200;

    private WeightedSums() {}

    /**
     * Adds the sums, in double precision, rounded at the end if {@code type} is FLOAT.
     *
     * @param coefficients for each target one per column
     * @return the first of the columns that hold them
     */
    static int add(
            Node node,
            Lowering lowering,
            int[] columns,
            double[][] coefficients,
            double[] intercepts,
            ElementType type) {
        for (double[] row : coefficients) {
            for (int i = 0; i < row.length; i++) {
                row[i] = row[i] == 0 ? ALMOST_ZERO : row[i];
            }
        }
        int targets = intercepts.length;
        int first = lowering.newColumns(node, targets);
        Linear.add(lowering.builder(), columns, coefficients, intercepts, first);
        if (type == ElementType.FLOAT) {
            int[] sums = new int[targets];
            for (int target = 0; target < targets; target++) {
                sums[target] = first + target;
            }
            lowering.add(new Unary(UnaryOperation.IDENTITY, sums, first, true));
        }
        return first;
    }
}
