package io.millrace.learning.evaluation;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** The saved form of a metric's sums: those that are not 0, as histograms have many that are. */
final class Sums {
    private Sums() {}

    static void write(double[] sums, SnapshotOutput out) {
        int filled = 0;
        for (double sum : sums) {
            filled += sum == 0 ? 0 : 1;
        }
        int[] indices = new int[filled];
        double[] values = new double[filled];
        int next = 0;
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != 0) {
                indices[next] = i;
                values[next++] = sums[i];
            }
        }
        out.integers(indices);
        out.numbers(values);
    }

    static double[] read(Metric metric, SnapshotInput in) {
        double[] sums = new double[metric.sums()];
        int[] indices = in.integers();
        double[] values = in.numbers(indices.length);
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0 || indices[i] >= sums.length) {
                throw new SnapshotException(
                        "sum of " + metric.name() + " must be in [0, " + sums.length + "), found " + indices[i]);
            }
            sums[indices[i]] = values[i];
        }
        return sums;
    }
}
