package io.millrace.learning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureVectorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 30, 33})
    void dotCountsEveryEntryOnce(int dimension) {
        FeatureVector dense = FeatureVector.dense(dimension);
        FeatureVector sparse = FeatureVector.sparse(2 * dimension, 1);
        double[] weights = new double[dimension];
        double[] spread = new double[2 * dimension];
        double expected = 0;
        for (int k = 0; k < dimension; k++) {
            // Small whole numbers: sums are exact in any order.
            double value = k + 1;
            weights[k] = 3 * k - 7;
            expected += value * weights[k];
            dense.set(k, value);
            int j = 2 * dimension - 1 - 2 * k;
            sparse.add(j, value);
            spread[j] = weights[k];
        }
        assertThat(dense.dot(weights)).isEqualTo(expected);
        assertThat(sparse.dot(spread)).isEqualTo(expected);
    }

    @Test
    void zeroTimesInfinityShowsInTheDotProduct() {
        assertThat(FeatureVector.of(1, Double.POSITIVE_INFINITY).dot(new double[2]))
                .isNaN();
        assertThat(FeatureVector.of(Double.NaN).dot(new double[1])).isNaN();
    }
}
