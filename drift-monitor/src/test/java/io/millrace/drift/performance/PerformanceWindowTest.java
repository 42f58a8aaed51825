package io.millrace.drift.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PerformanceWindowTest {
    /** By hand: .9 and .6 positive, .2 and .4 not; right (.9 + .6 + .8 + .6) / 4. */
    @Test
    void fourPredictions() {
        PerformanceWindow window = new PerformanceWindow(0.5);
        double[] probabilities = {.9, .6, .2, .4};
        double loss = 0;
        for (double p : probabilities) {
            window.add(p);
            loss -= p * Math.log(p) + (1 - p) * Math.log(1 - p);
        }
        EstimatedPerformance estimate = window.estimate();
        assertThat(estimate.accuracy()).isCloseTo(.725, Offset.offset(1e-12));
        assertThat(estimate.logLoss()).isCloseTo(loss / 4, Offset.offset(1e-12));
        // positives .2 .4 .6 .9, negatives .8 .6 .4 .1 in order; ties half
        double pairs = .2 * .4 + .4 * (.8 + .3) + .6 * (1.4 + .2) + .9 * (1.8 + .05);
        assertThat(estimate.auc()).isCloseTo(pairs / (2.1 * 1.9), Offset.offset(1e-12));
        assertThat(estimate.standardError()).isCloseTo(Math.sqrt(.09 + .24 + .16 + .24) / 4, Offset.offset(1e-12));
    }

    /** Labels drawn by the probabilities: what is estimated without them is what is measured with them. */
    @Test
    void ofACalibratedModelItIsWhatLabelsWillSay() {
        for (int seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            PerformanceWindow whole = new PerformanceWindow(0.5);
            PerformanceWindow half = new PerformanceWindow(0.5);
            int right = 0;
            int n = 20_000;
            for (int i = 0; i < n; i++) {
                double p = random.nextDouble() * random.nextDouble();
                (i % 2 == 0 ? whole : half).add(p);
                boolean positive = random.nextDouble() < p;
                right += positive == p >= 0.5 ? 1 : 0;
            }
            whole.merge(half);
            EstimatedPerformance estimate = whole.estimate();
            double measured = (double) right / n;
            assertThat(measured)
                    .as("seed %d", seed)
                    .isCloseTo(estimate.accuracy(), Offset.offset(4 * estimate.standardError()));
            assertThat(estimate.contradicts(measured, n, 3)).as("seed %d", seed).isFalse();
            assertThat(estimate.contradicts(measured - 0.05, n, 3))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void whatIsNoProbabilityIsCounted() {
        PerformanceWindow window = new PerformanceWindow(0.5);
        for (double value : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
            window.add(value);
        }
        assertThat(window.invalid()).isEqualTo(4);
        assertThat(window.estimate().accuracy()).isNaN();
        window.add(0);
        window.add(1);
        assertThat(window.estimate().accuracy()).isEqualTo(1);
        assertThat(window.estimate().auc()).isEqualTo(1);
        assertThat(window.estimate().logLoss()).isCloseTo(0, Offset.offset(1e-12));
    }

    @Test
    void aCopyAnswersAlike() throws IOException {
        PerformanceWindow window = new PerformanceWindow(0.3);
        new Random(4).doubles(1_000).forEach(window::add);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        window.writeTo(new DataOutputStream(bytes));
        assertThat(bytes.size()).isLessThan(8192);
        PerformanceWindow copy =
                PerformanceWindow.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(copy.estimate()).isEqualTo(window.estimate());
        assertThatThrownBy(() -> copy.merge(new PerformanceWindow(0.5))).hasMessage("threshold must be 0.3, found 0.5");
        assertThatThrownBy(() -> new PerformanceWindow(2)).hasMessage("threshold must be in [0, 1], found 2.0");
    }
}
