package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RobustZScoreTest {
    @Test
    void findsTheMedianAmongWildValues() {
        RobustZScore detector = RobustZScoreConfig.DEFAULTS.newDetector(1);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            detector.learn(FeatureVector.of(i % 400 == 7 ? 1e6 : 10 + random.nextGaussian()));
        }
        assertThat(detector.median(0)).isCloseTo(10, within(0.5));
    }

    /** The mean absolute deviation of a normal variable is 0.798. */
    @Test
    void countsDeviationsFromTheMedian() {
        RobustZScore detector = RobustZScoreConfig.DEFAULTS.newDetector(1);
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            detector.learn(FeatureVector.of(random.nextGaussian()));
        }
        assertThat(detector.score(FeatureVector.of(8))).isCloseTo(8 / 0.798, within(2.0));
        assertThat(detector.score(FeatureVector.of(detector.median(0)))).isZero();
        assertThat(detector.score(FeatureVector.of(1e9))).isEqualTo(100);
    }

    @Test
    void aConstantFeatureIsUsualAsLongAsItStaysSo() {
        RobustZScore detector = RobustZScoreConfig.DEFAULTS.newDetector(1);
        for (int i = 0; i < 1_000; i++) {
            detector.learn(FeatureVector.of(3));
        }
        assertThat(detector.score(FeatureVector.of(3))).isLessThan(1);
        assertThat(detector.score(FeatureVector.of(4))).isEqualTo(100);
    }
}
