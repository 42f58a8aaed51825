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
    /**
     * Where moves of parts add up, the whole is at most so many times the mean move. Parts that come all the way to the optimum, each by itself,
     * would go so many times too far together; up to twice, the distance to the optimum at least does not grow.
     */
    static final double MOST_MOVES = 2;

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
     * Becomes what the parts make together, and so do the weights. Where memory fades, or there is none, that is the mean of all, steps included
     * (rounded): the memory of one who has learned as much as a part has. Where memory is a sum over all gradients it is the
     * sum of them all, as of one who has learned everything.
     *
     * @param partWeights of the same parts
     * @param weights become the combined ones
     */
    public final void combine(Shares<OptimizerState> parts, Shares<double[]> partWeights, double[] weights) {
        if (parts.single().isPresent()) {
            OptimizerState single = parts.single().get();
            for (int i = 0; i < memory.length; i++) {
                System.arraycopy(single.memory[i], 0, memory[i], 0, memory[i].length);
            }
            System.arraycopy(partWeights.parts().get(0), 0, weights, 0, weights.length);
            steps = single.steps;
        } else {
            steps = combineMany(parts, partWeights, weights);
        }
    }

    /** Combines at least two parts. Returns the steps. */
    long combineMany(Shares<OptimizerState> parts, Shares<double[]> partWeights, double[] weights) {
        for (int i = 0; i < memory.length; i++) {
            int array = i;
            parts.mean(part -> part.memory[array], memory[i]);
        }
        partWeights.mean(part -> part, weights);
        return Math.round(parts.mean(part -> part.steps));
    }

    /** One of the arrays of each part. */
    static double[][] memories(Shares<OptimizerState> parts, int array) {
        return parts.parts().stream().map(part -> part.memory[array]).toArray(double[][]::new);
    }

    /** One of the arrays. */
    final double[] memory(int array) {
        return memory[array];
    }

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
