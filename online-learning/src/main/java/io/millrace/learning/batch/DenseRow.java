package io.millrace.learning.batch;

import io.millrace.learning.FeatureVector;
import java.util.Arrays;

/**
 * Shows any row as an array with a value for each feature. A sparse row is spread over an array that is made once and used
 * again; a dense one is shown as it is. One thread at a time.
 */
public final class DenseRow {
    private double[] spread = new double[0];

    /** The values of {@code x} by feature, valid until the next call or until {@code x} changes, and not to be written. */
    public double[] of(FeatureVector x) {
        if (x.isDense()) {
            return x.values();
        }
        if (spread.length != x.dimension()) {
            spread = new double[x.dimension()];
        } else {
            Arrays.fill(spread, 0);
        }
        for (int k = 0; k < x.size(); k++) {
            spread[x.index(k)] = x.value(k);
        }
        return spread;
    }
}
