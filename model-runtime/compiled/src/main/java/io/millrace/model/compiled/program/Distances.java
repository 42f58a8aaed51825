package io.millrace.model.compiled.program;

/**
 * Distances of a row from centres: {@code (Σ weight[i] * |x[i] - centre[i]|^p)^(1/p)}, or the greatest of those
 * differences. A missing value is left out, and the distance made larger by the share that is missing: PMML's adjustment.
 * Undefined where every value is missing.
 */
public final class Distances implements Step {
    /** How differences make a distance. */
    public enum Measure {
        /** Root of the sum of squares. */
        EUCLIDEAN,
        /** Sum of squares. */
        SQUARED_EUCLIDEAN,
        /** Sum of differences. */
        CITY_BLOCK,
        /** Greatest difference. */
        CHEBYCHEV
    }

    private final Measure measure;
    private final int[] inputs;
    private final double[] weights;
    private final double[] shares;
    private final double[][] centres;
    private final int first;

    /**
     * The step.
     *
     * @param inputs read
     * @param weights of the differences, one per input
     * @param shares what an input counts for where others are missing
     * @param centres each with a value per input
     * @param first of the columns written, one per centre
     */
    public Distances(Measure measure, int[] inputs, double[] weights, double[] shares, double[][] centres, int first) {
        if (weights.length != inputs.length || shares.length != inputs.length) {
            throw new IllegalArgumentException("must have a weight and a share per input: inputs=" + inputs.length
                    + ", weights=" + weights.length + ", shares=" + shares.length);
        }
        for (double[] centre : centres) {
            if (centre.length != inputs.length) {
                throw new IllegalArgumentException(
                        "centres must have a value per input: inputs=" + inputs.length + ", values=" + centre.length);
            }
        }
        this.measure = measure;
        this.inputs = inputs.clone();
        this.weights = weights.clone();
        this.shares = shares.clone();
        this.centres = centres.clone();
        this.first = first;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            double adjustment = adjustment(cells, row);
            for (int centre = 0; centre < centres.length; centre++) {
                cells[(first + centre) * STRIDE + row] =
                        Double.isNaN(adjustment) ? adjustment : finished(sum(cells, row, centres[centre]) * adjustment);
            }
        }
    }

    private double adjustment(double[] cells, int row) {
        double all = 0;
        double present = 0;
        for (int i = 0; i < inputs.length; i++) {
            all += shares[i];
            if (!Double.isNaN(cells[inputs[i] * STRIDE + row])) {
                present += shares[i];
            }
        }
        return present == 0 ? Undefined.VALUE : all / present;
    }

    private double sum(double[] cells, int row, double[] centre) {
        double sum = 0;
        for (int i = 0; i < inputs.length; i++) {
            double difference = Math.abs(cells[inputs[i] * STRIDE + row] - centre[i]);
            if (Double.isNaN(difference)) {
                continue;
            }
            switch (measure) {
                case EUCLIDEAN, SQUARED_EUCLIDEAN -> sum += difference * difference * weights[i];
                case CITY_BLOCK -> sum += difference * weights[i];
                case CHEBYCHEV -> sum = Math.max(sum, difference * weights[i]);
            }
        }
        return sum;
    }

    private double finished(double sum) {
        return measure == Measure.EUCLIDEAN ? Math.sqrt(sum) : sum;
    }
}
