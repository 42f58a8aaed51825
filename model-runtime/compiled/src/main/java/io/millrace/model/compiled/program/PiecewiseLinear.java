package io.millrace.model.compiled.program;

import java.util.Arrays;

/** Linear interpolation between points: PMML's NormContinuous. A number outside the points is an outlier. */
public final class PiecewiseLinear implements Step {
    /** What becomes of an outlier. */
    public enum Outliers {
        /** The first or last piece goes on. */
        EXTRAPOLATED,
        /** The value of the first or last point. */
        EXTREME,
        /** Missing. */
        MISSING
    }

    private final int input;
    private final int output;
    private final double[] origins;
    private final double[] norms;
    private final Outliers outliers;
    private final double missing;

    /**
     * The step.
     *
     * @param origins ascending, at least two
     * @param norms value at each of them
     * @param missing where the number is missing
     */
    public PiecewiseLinear(int input, int output, double[] origins, double[] norms, Outliers outliers, double missing) {
        if (origins.length < 2 || origins.length != norms.length) {
            throw new IllegalArgumentException(
                    "must be at least two points: origins=" + origins.length + ", norms=" + norms.length);
        }
        this.input = input;
        this.output = output;
        this.origins = origins.clone();
        this.norms = norms.clone();
        this.outliers = outliers;
        this.missing = missing;
    }

    @Override
    public void run(double[] cells, int rows) {
        int from = input * STRIDE;
        int to = output * STRIDE;
        for (int row = 0; row < rows; row++) {
            double value = cells[from + row];
            if (Double.isNaN(value)) {
                cells[to + row] = Undefined.is(value) ? value : missing;
            } else {
                cells[to + row] = valueAt(value);
            }
        }
    }

    private double valueAt(double value) {
        int last = origins.length - 1;
        boolean isBelow = value < origins[0];
        if (isBelow || value > origins[last]) {
            return switch (outliers) {
                case EXTREME -> isBelow ? norms[0] : norms[last];
                case MISSING -> Double.NaN;
                case EXTRAPOLATED -> interpolate(isBelow ? 0 : last - 1, value);
            };
        }
        int index = Arrays.binarySearch(origins, value + 0.0); // no negative zero, which sorts below zero
        return interpolate(Math.min(index >= 0 ? index : -index - 2, last - 1), value);
    }

    private double interpolate(int piece, double value) {
        return norms[piece]
                + ((value - origins[piece]) / (origins[piece + 1] - origins[piece]))
                        * (norms[piece + 1] - norms[piece]);
    }
}
