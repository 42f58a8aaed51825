package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * What an optimiser remembers: the steps done, and some arrays with one number a weight. The weights themselves belong to the learner.
 *
 * <p>A step costs time in the entries of its row, whatever the number of weights. One thread at a time.
 */
public abstract sealed class OptimizerState
        permits SgdState, MomentumState, AdaGradState, RmsPropState, AdamState, FtrlProximalState {
    private static final FeatureVector ONE = FeatureVector.of(1);

    private final double[][] memory;
    private long steps;

    /** With the arrays that make up its memory, which the subclass changes in place. */
    OptimizerState(double[]... memory) {
        this.memory = memory;
    }

    /**
     * One step on the weights that {@code x} has entries for; those of other features stay, and so does their memory.
     *
     * @param weights changed
     * @param x the gradient is {@code g}·x + {@code l2}·w
     */
    public final void step(double[] weights, FeatureVector x, double g, double l2) {
        move(weights, x, g, l2);
        steps++;
    }

    /** One step on a single weight, the only one of this state, along {@code g}. Returns where it is then. */
    public final double step(double weight, double g) {
        double moved = move(weight, g);
        steps++;
        return moved;
    }

    abstract void move(double[] weights, FeatureVector x, double g, double l2);

    double move(double weight, double g) {
        double[] weights = {weight};
        move(weights, ONE, g, 0);
        return weights[0];
    }

    /** Steps done. */
    public final long steps() {
        return steps;
    }

    /** Learning rate of the next step. */
    public abstract double rate();

    /** Whether nothing in memory is NaN or infinite. Costs a pass over it. */
    public final boolean isFinite() {
        double sum = 0;
        for (double[] array : memory) {
            for (double number : array) {
                sum += number * 0;
            }
        }
        return sum == 0;
    }

    /**
     * Becomes the mean of the parts, number by number, steps included (rounded): the memory of one who has learned as much as a part has.
     *
     * @param weights their mean, which an optimiser whose weights follow from its memory replaces
     */
    public final void combine(Shares<OptimizerState> parts, double[] weights) {
        for (int i = 0; i < memory.length; i++) {
            int array = i;
            parts.mean(part -> part.memory[array], memory[i]);
        }
        steps = Math.round(parts.mean(part -> part.steps));
        afterCombine(weights);
    }

    /** Replaces weights that follow from the memory. */
    void afterCombine(double[] weights) {}

    /** Writes all of it. */
    public final void writeTo(SnapshotOutput out) {
        out.count(steps);
        for (double[] array : memory) {
            out.numbers(array);
        }
    }

    /** Replaces all of it by what {@link #writeTo} wrote. */
    public final void readFrom(SnapshotInput in) {
        steps = in.count();
        for (double[] array : memory) {
            System.arraycopy(in.numbers(array.length), 0, array, 0, array.length);
        }
    }
}
