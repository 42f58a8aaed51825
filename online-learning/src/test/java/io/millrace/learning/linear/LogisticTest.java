package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticTest {
    private static final MathContext DIGITS = new MathContext(40);

    /** 1/(1 + e^−p) with 40 digits: the series of e^(p/256), squared eight times. */
    private static BigDecimal exact(double p) {
        BigDecimal x = new BigDecimal(-p).divide(new BigDecimal(256), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; n < 40; n++) {
            term = term.multiply(x, DIGITS).divide(new BigDecimal(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < 8; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return BigDecimal.ONE.divide(BigDecimal.ONE.add(sum, DIGITS), DIGITS);
    }

    private static double relativeError(double p) {
        BigDecimal exact = exact(p);
        return new BigDecimal(Logistic.of(p))
                .subtract(exact)
                .abs()
                .divide(exact, DIGITS)
                .doubleValue();
    }

    @Test
    void isExactToTheLastDigitsEverywhere() {
        long seed = 30;
        Random random = new Random(seed);
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            worst = Math.max(worst, relativeError(50 * random.nextDouble() - 25));
        }
        // Where two series meet, and where the formula takes over.
        for (int k = -20 * 32; k <= 20 * 32; k++) {
            double p = k / 32.0;
            worst = Math.max(worst, relativeError(p));
            worst = Math.max(worst, relativeError(Math.nextUp(p)));
            worst = Math.max(worst, relativeError(Math.nextDown(p)));
        }
        assertThat(worst).as("seed %d", seed).isLessThan(5e-16);
    }

    @Test
    void endsAreDefined() {
        assertThat(Logistic.of(0)).isEqualTo(0.5);
        assertThat(Logistic.of(-0.0)).isEqualTo(0.5);
        assertThat(Logistic.of(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Logistic.of(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Logistic.of(Double.NaN)).isNaN();
        assertThat(Logistic.of(800)).isEqualTo(1);
        assertThat(Logistic.of(-800)).isZero();
        assertThat(Logistic.of(-700)).isPositive();
        assertThat(Logistic.of(Double.MIN_VALUE)).isEqualTo(0.5);
    }

    /** What is more likely by its raw score is not less likely by its probability, but for a last digit. */
    @Test
    void hasNoStepWhereSeriesMeet() {
        for (double p = -21; p < 21; p += 1.0 / 512) {
            double below = Logistic.of(p);
            double above = Logistic.of(p + 1.0 / 512);
            assertThat(above - below).as("%s", p).isGreaterThanOrEqualTo(0);
        }
    }
}
