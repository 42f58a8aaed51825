package io.millrace.model.compiled.onnx;

import io.millrace.model.compiled.program.Binary;
import io.millrace.model.compiled.program.BinaryOperation;
import io.millrace.model.compiled.program.Softmax;
import io.millrace.model.compiled.program.Unary;
import io.millrace.model.compiled.program.UnaryOperation;
import io.millrace.model.format.onnx.ElementType;
import java.util.Arrays;

/** What ONNX-ML's models do to their scores at the end. */
enum PostTransform {
    /** Nothing. */
    NONE,
    /** Each score through the logistic function. */
    LOGISTIC,
    /** Softmax of all scores. */
    SOFTMAX,
    /** Softmax that leaves scores of 0 at 0. */
    SOFTMAX_ZERO,
    /** Each score through the normal distribution's quantiles. */
    PROBIT;

    /** The transform that attribute {@code post_transform} names. */
    static PostTransform of(Node node) {
        String name = node.text("post_transform", NONE.name());
        return Arrays.stream(values())
                .filter(transform -> transform.name().equals(name))
                .findFirst()
                .orElseThrow(() -> node.unsupported("post_transform: one of " + Arrays.toString(values()), name));
    }

    /**
     * Likewise where the attribute is a number. ONNX Runtime takes 1 for LOGISTIC and 2 for SOFTMAX, the specification the
     * other way round: neither is compiled.
     */
    static PostTransform numbered(Node node) {
        long number = node.whole("post_transform", 0);
        if (number == 0) {
            return NONE;
        }
        if (number == 3) {
            return SOFTMAX_ZERO;
        }
        if (number == 4) {
            return PROBIT;
        }
        throw node.unsupported("post_transform: 0, 3 or 4, on which all agree", number);
    }

    /**
     * Transforms columns side by side.
     *
     * @param single whether results are rounded to single precision
     * @return the first of the columns that hold the results
     */
    int apply(Node node, Lowering lowering, int first, int count, boolean single) {
        if (this == NONE) {
            return first;
        }
        int[] columns = new int[count];
        Arrays.setAll(columns, i -> first + i);
        int transformed = lowering.newColumns(node, count);
        switch (this) {
            case LOGISTIC -> lowering.add(new Unary(UnaryOperation.LOGISTIC, columns, transformed, single));
            case PROBIT -> lowering.add(new Unary(UnaryOperation.PROBIT, columns, transformed, single));
            default -> lowering.add(new Softmax(columns, transformed, this == SOFTMAX_ZERO, single));
        }
        return transformed;
    }

    /**
     * The two classes' scores out of that of the second one, as ONNX Runtime makes them: by the logistic function of it and its
     * opposite, else {@code 1 - score} where scores are probabilities, {@code -score} where they are not.
     *
     * @return the first of two columns
     */
    int twoClasses(Node node, Lowering lowering, int score, boolean probability) {
        int[] scores = {score};
        int first = lowering.newColumns(node, 2);
        if (this == LOGISTIC || !probability) {
            lowering.add(new Unary(UnaryOperation.NEGATE, scores, first, false));
            lowering.add(new Unary(UnaryOperation.IDENTITY, scores, first + 1, true));
        } else {
            int one = lowering.column(node, Tensor.constant(ElementType.FLOAT, new int[0], new double[] {1}), 0);
            lowering.add(new Binary(BinaryOperation.SUBTRACT, new int[] {one}, scores, first, true));
            lowering.add(new Unary(UnaryOperation.IDENTITY, scores, first + 1, true));
        }
        return this == LOGISTIC ? apply(node, lowering, first, 2, true) : first;
    }
}
