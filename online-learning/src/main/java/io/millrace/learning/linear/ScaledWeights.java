package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Optional;

/**
 * Weights w = scale·v, so that shrinking all of them is one multiplication; and, if wanted, their running mean, at the cost of the
 * entries that change.
 *
 * <p>With S the sum of the scales and c the number of weights counted in, their sum is total + S·v. When an entry of v grows by δ, the
 * weights counted in before must not, so total shrinks by S·δ. Xu 2011, <i>Towards optimal one pass large scale learning with averaged
 * stochastic gradient descent</i>.
 */
final class ScaledWeights {
    /** Below it the scale is worked into v, before precision is lost; as in scikit-learn. */
    private static final double SMALLEST_SCALE = 1e-9;

    private final double[] v;
    private double scale = 1;
    /** Null where no mean is wanted. */
    private final double[] total;

    private double sumOfScales;
    private double counted;

    ScaledWeights(int dimension, boolean withMean) {
        v = new double[dimension];
        total = withMean ? new double[dimension] : null;
    }

    double dot(FeatureVector x) {
        return scale * x.dot(v);
    }

    double get(int j) {
        return scale * v[j];
    }

    /** Multiplies all weights by {@code factor}, in [0, 1]. */
    void shrink(double factor) {
        scale *= factor;
        if (scale < SMALLEST_SCALE) {
            unscale();
        }
    }

    private void unscale() {
        for (int j = 0; j < v.length; j++) {
            if (total != null) {
                total[j] += sumOfScales * v[j];
            }
            v[j] *= scale;
        }
        sumOfScales = 0;
        scale = 1;
    }

    /** w += step·x. */
    void add(FeatureVector x, double step) {
        double unscaled = step / scale;
        double[] values = x.values();
        int[] indices = x.indices();
        int size = x.size();
        if (x.isDense()) {
            for (int k = 0; k < size; k++) {
                v[k] += unscaled * values[k];
            }
        } else {
            for (int k = 0; k < size; k++) {
                v[indices[k]] += unscaled * values[k];
            }
        }
        if (sumOfScales > 0) {
            double undo = sumOfScales * unscaled;
            for (int k = 0; k < size; k++) {
                total[x.index(k)] -= undo * values[k];
            }
        }
    }

    void set(int j, double weight) {
        double before = v[j];
        v[j] = weight / scale;
        if (sumOfScales > 0) {
            total[j] -= sumOfScales * (v[j] - before);
        }
    }

    /** Counts the weights, as they are, into the mean. */
    void countIn() {
        sumOfScales += scale;
        counted++;
    }

    /** How many weights the mean is of; a mean itself after {@link #becomeMean}. */
    double counted() {
        return counted;
    }

    double meanDot(FeatureVector x) {
        return (x.dot(total) + sumOfScales * x.dot(v)) / counted;
    }

    /** The weights, in a new array. */
    double[] toArray() {
        double[] weights = v.clone();
        for (int j = 0; j < weights.length; j++) {
            weights[j] *= scale;
        }
        return weights;
    }

    /** Their mean, in a new array. */
    double[] meanToArray() {
        double[] mean = sum();
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= counted;
        }
        return mean;
    }

    private double[] sum() {
        double[] sum = total.clone();
        for (int j = 0; j < sum.length; j++) {
            sum[j] += sumOfScales * v[j];
        }
        return sum;
    }

    void becomeMean(Shares<ScaledWeights> parts) {
        Optional<ScaledWeights> single = parts.single();
        if (single.isPresent()) {
            copy(single.get());
            return;
        }
        parts.mean(ScaledWeights::toArray, v);
        scale = 1;
        if (total != null) {
            parts.mean(ScaledWeights::sum, total);
            sumOfScales = 0;
            counted = parts.mean(part -> part.counted);
        }
    }

    /** Bit by bit, which multiplying the scale out would not be. */
    private void copy(ScaledWeights other) {
        System.arraycopy(other.v, 0, v, 0, v.length);
        scale = other.scale;
        if (total != null) {
            System.arraycopy(other.total, 0, total, 0, total.length);
            sumOfScales = other.sumOfScales;
            counted = other.counted;
        }
    }

    void writeTo(SnapshotOutput out) {
        out.numbers(v);
        out.number(scale);
        if (total != null) {
            out.numbers(total);
            out.number(sumOfScales);
            out.number(counted);
        }
    }

    void readFrom(SnapshotInput in) {
        System.arraycopy(in.numbers(v.length), 0, v, 0, v.length);
        scale = in.number();
        if (total != null) {
            System.arraycopy(in.numbers(total.length), 0, total, 0, total.length);
            sumOfScales = in.number();
            counted = in.number();
        }
    }
}
