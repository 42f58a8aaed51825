package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SurpriseTest {
    @Test
    void isTheNegativeLogarithm() {
        long seed = 11;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            double p = i % 2 == 0 ? random.nextDouble() : Math.pow(10, -15 * random.nextDouble());
            assertThat(Surprise.of(p)).as("seed %d, P = %s", seed, p).isCloseTo(-StrictMath.log(p), within(1e-10));
        }
    }

    /** Where two points of the table are equally near, and where an octave ends. */
    @Test
    void hasNoStepWhereOnePointFollowsAnother() {
        for (int k = 1; k <= 512; k++) {
            double p = k / 512.0;
            double exact = -StrictMath.log(p);
            assertThat(Surprise.of(p)).as("P = %s", p).isCloseTo(exact, within(1e-10));
            assertThat(Surprise.of(Math.nextDown(p))).as("below %s", p).isCloseTo(exact, within(1e-10));
            if (p < 1) {
                assertThat(Surprise.of(Math.nextUp(p))).as("above %s", p).isCloseTo(exact, within(1e-10));
            }
        }
    }

    @Test
    void whatIsCertainSurprisesNobody() {
        assertThat(Surprise.of(1)).isZero();
        assertThat(Surprise.of(1e-15)).isCloseTo(15 * StrictMath.log(10), within(1e-10));
    }
}
