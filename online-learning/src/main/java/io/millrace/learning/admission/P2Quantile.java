package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Running quantile of all values in constant memory: five markers that move by a parabola (R. Jain, I. Chlamtac, "The P² algorithm for dynamic calculation of
 * quantiles and histograms without storing observations", CACM 1985), as River's {@code Quantile}. Exact, by linear interpolation, up to the fifth value.
 */
final class P2Quantile {
    private static final int MARKERS = 5;

    private final double q;
    private final double[] heights = new double[MARKERS];
    private final double[] positions = {1, 2, 3, 4, 5};
    private final double[] wanted;
    private final double[] increments;
    private long count;

    P2Quantile(double q) {
        this.q = q;
        wanted = new double[] {1, 1 + 2 * q, 1 + 4 * q, 3 + 2 * q, 5};
        increments = new double[] {0, q / 2, q, (1 + q) / 2, 1};
    }

    /** NaN before the first value. */
    double value() {
        if (count == 0) {
            return Double.NaN;
        }
        if (count >= MARKERS) {
            return heights[2];
        }
        double place = q * (count - 1);
        int below = (int) place;
        int above = Math.min(below + 1, (int) count - 1);
        return heights[below] + (place - below) * (heights[above] - heights[below]);
    }

    void update(double value) {
        if (count < MARKERS) {
            heights[(int) count] = value;
            count++;
            Arrays.sort(heights, 0, (int) count);
            return;
        }
        count++;
        // Hardly ever, so that a branch costs less than Math.min and Math.max, which heed NaN and -0.
        if (value < heights[0]) {
            heights[0] = value;
        } else if (value > heights[MARKERS - 1]) {
            heights[MARKERS - 1] = value;
        }
        // Which markers a value is below nobody can foresee: the sign of the difference is added, in place of a branch.
        for (int i = 1; i < MARKERS - 1; i++) {
            positions[i] += Double.doubleToRawLongBits(value - heights[i]) >>> 63;
        }
        positions[MARKERS - 1]++;
        for (int i = 0; i < MARKERS; i++) {
            wanted[i] += increments[i];
        }
        for (int i = 1; i < MARKERS - 1; i++) {
            move(i);
        }
    }

    private void move(int i) {
        double behind = wanted[i] - positions[i];
        boolean up = behind >= 1 && positions[i + 1] - positions[i] > 1;
        boolean down = behind <= -1 && positions[i - 1] - positions[i] < -1;
        if (!up && !down) {
            return;
        }
        int step = up ? 1 : -1;
        double parabola = parabola(i, step);
        if (heights[i - 1] < parabola && parabola < heights[i + 1]) {
            heights[i] = parabola;
        } else {
            heights[i] += step * (heights[i + step] - heights[i]) / (positions[i + step] - positions[i]);
        }
        positions[i] += step;
    }

    private double parabola(int i, int step) {
        double ahead = positions[i + 1] - positions[i];
        double back = positions[i] - positions[i - 1];
        return heights[i]
                + step
                        / (ahead + back)
                        * ((back + step) * (heights[i + 1] - heights[i]) / ahead
                                + (ahead - step) * (heights[i] - heights[i - 1]) / back);
    }

    void writeTo(SnapshotOutput out) {
        out.count(count);
        out.numbers(heights);
        out.numbers(positions);
        out.numbers(wanted);
    }

    void readFrom(SnapshotInput in) {
        count = in.count();
        System.arraycopy(in.numbers(MARKERS), 0, heights, 0, MARKERS);
        System.arraycopy(in.numbers(MARKERS), 0, positions, 0, MARKERS);
        System.arraycopy(in.numbers(MARKERS), 0, wanted, 0, MARKERS);
    }
}
