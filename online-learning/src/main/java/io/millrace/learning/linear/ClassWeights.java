package io.millrace.learning.linear;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.List;

/**
 * How much the examples of each class count; multiplied with an example's own weight.
 *
 * @param weights of classes 0, 1, and so on, each &gt;= 0 and one at least &gt; 0; empty for 1 each
 */
public record ClassWeights(List<Double> weights) {
    /** All classes count 1. */
    public static final ClassWeights EQUAL = new ClassWeights(List.of());

    /** Checks the values. */
    public ClassWeights {
        Checks checks = new Checks();
        for (int c = 0; c < weights.size(); c++) {
            checks.notNegative("classWeights[" + c + "]", weights.get(c));
        }
        checks.require(
                        weights.isEmpty() || weights.stream().anyMatch(weight -> weight > 0),
                        "classWeights",
                        "must have one > 0",
                        weights)
                .done();
        weights = List.copyOf(weights);
    }

    /** Of these classes. */
    public static ClassWeights of(double... weights) {
        return new ClassWeights(Arrays.stream(weights).boxed().toList());
    }

    /** Notes a mistake unless these are weights for {@code classes} classes. */
    static Checks check(Checks checks, ClassWeights weights, int classes) {
        return checks.require(
                weights != null && (weights.weights.isEmpty() || weights.weights.size() == classes),
                "classWeights",
                "must be empty or of " + classes + " classes",
                weights == null ? null : weights.weights);
    }

    double[] toArray(int classes) {
        double[] array = new double[classes];
        for (int c = 0; c < classes; c++) {
            array[c] = weights.isEmpty() ? 1 : weights.get(c);
        }
        return array;
    }

    void writeTo(SnapshotOutput out) {
        out.numbers(weights.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static ClassWeights read(SnapshotInput in) {
        return of(in.numbers());
    }
}
