package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Adds up gradients until a batch is full. The mean of a coordinate is over the rows that have an entry for it, as in Flink ML; of
 * dense rows that is all of them.
 *
 * <p>Counts are doubles since those of combined learners are means.
 */
final class GradientBatch {
    private final double[] sums;
    private final double[] holders;
    private final FeatureVector mean;
    private int[] touched = new int[16];
    private int touchedSize;
    private double rows;
    private double interceptSum;

    GradientBatch(int dimension) {
        sums = new double[dimension];
        holders = new double[dimension];
        mean = FeatureVector.sparse(dimension, 16);
    }

    /** Adds the gradient g·x. */
    void add(FeatureVector x, double g) {
        for (int k = 0; k < x.size(); k++) {
            add(x.index(k), g * x.value(k), 1);
        }
        interceptSum += g;
        rows++;
    }

    private void add(int j, double gradient, double rowsThatHoldIt) {
        if (holders[j] == 0) {
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedSize);
            }
            touched[touchedSize++] = j;
        }
        sums[j] += gradient;
        holders[j] += rowsThatHoldIt;
    }

    /** Rows added since the last {@link #clear}. */
    double rows() {
        return rows;
    }

    /** The mean gradient of the weights, valid until the next call. */
    FeatureVector mean() {
        mean.clear();
        for (int i = 0; i < touchedSize; i++) {
            int j = touched[i];
            mean.add(j, sums[j] / holders[j]);
        }
        return mean;
    }

    /** The mean gradient of the intercept. */
    double interceptMean() {
        return interceptSum / rows;
    }

    /** Begins the next batch. */
    void clear() {
        for (int i = 0; i < touchedSize; i++) {
            sums[touched[i]] = 0;
            holders[touched[i]] = 0;
        }
        touchedSize = 0;
        rows = 0;
        interceptSum = 0;
    }

    void becomeMean(Shares<GradientBatch> parts) {
        clear();
        parts.forEach((part, share) -> {
            for (int i = 0; i < part.touchedSize; i++) {
                int j = part.touched[i];
                add(j, share * part.sums[j], share * part.holders[j]);
            }
        });
        rows = parts.mean(part -> part.rows);
        interceptSum = parts.mean(part -> part.interceptSum);
    }

    void writeTo(SnapshotOutput out) {
        out.integers(Arrays.copyOf(touched, touchedSize));
        for (int i = 0; i < touchedSize; i++) {
            out.number(sums[touched[i]]);
            out.number(holders[touched[i]]);
        }
        out.number(rows);
        out.number(interceptSum);
    }

    void readFrom(SnapshotInput in) {
        clear();
        for (int j : in.integers()) {
            add(j, in.number(), in.number());
        }
        rows = in.number();
        interceptSum = in.number();
    }
}
