package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;

/** State of {@link AdaGrad}: the sum of the squared gradients of each weight. */
final class AdaGradState extends OptimizerState {
    private final Schedule schedule;
    private final double epsilon;
    private final double[] squares;

    AdaGradState(AdaGrad config, double[] squares) {
        super(squares);
        schedule = config.schedule();
        epsilon = config.epsilon();
        this.squares = squares;
    }

    @Override
    public double rate() {
        return schedule.rate(steps());
    }

    @Override
    void move(double[] weights, FeatureVector x, double g, double l2) {
        double rate = rate();
        double[] values = x.values();
        int[] indices = x.indices();
        boolean dense = x.isDense();
        int size = x.size();
        for (int k = 0; k < size; k++) {
            int j = dense ? k : indices[k];
            double gradient = g * values[k] + l2 * weights[j];
            double sum = squares[j] + gradient * gradient;
            squares[j] = sum;
            weights[j] -= rate * gradient / Math.sqrt(sum + epsilon);
        }
    }

    /** √(G + ε) is how firmly a part stands where it is: G adds up, and so do the firmness gained and the moves that it carries. */
    @Override
    long combineMany(Shares<OptimizerState> parts, Shares<double[]> partWeights, double[] weights) {
        double[] oldSquares = parts.base().memory(0);
        double[] oldWeights = partWeights.base();
        double[][] newSquares = memories(parts, 0);
        double[][] newWeights = partWeights.parts().toArray(double[][]::new);
        for (int j = 0; j < weights.length; j++) {
            double oldSquare = oldSquares[j];
            double oldRoot = Math.sqrt(oldSquare + epsilon);
            double square = oldSquare;
            double firmness = oldRoot;
            double moves = 0;
            double moved = 0;
            for (int i = 0; i < newSquares.length; i++) {
                double gained = newSquares[i][j] - oldSquare;
                double move = newWeights[i][j] - oldWeights[j];
                if (gained != 0 || move != 0) {
                    double root = Math.sqrt(newSquares[i][j] + epsilon);
                    square += gained;
                    firmness += root - oldRoot;
                    moves += root;
                    moved += root * move;
                }
            }
            squares[j] = square;
            weights[j] = oldWeights[j] + moved / Math.max(firmness, moves / MOST_MOVES);
        }
        return Math.round(parts.sum(OptimizerState::steps));
    }
}
