package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.DetectorContract;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KswinTest extends DetectorContract {
    @Override
    protected KswinConfig config() {
        return KswinConfig.DEFAULTS;
    }

    @Override
    protected double value(Random random, boolean changed) {
        return random.nextGaussian() + (changed ? 2 : 0);
    }

    /** Exact p-values of SciPy 1.10, known-answers section 2.9. */
    @Test
    void exactProbabilities() {
        assertThat(KolmogorovSmirnov.probability(30, 13)).isCloseTo(.006548396, within(5e-10));
        assertThat(KolmogorovSmirnov.probability(30, 14)).isCloseTo(.002530062, within(5e-10));
        assertThat(KolmogorovSmirnov.probability(30, 17)).isCloseTo(.0000873780, within(5e-11));
        assertThat(KolmogorovSmirnov.probability(30, 18)).isCloseTo(.0000236649, within(5e-11));
        assertThat(KolmogorovSmirnov.probability(30, 0)).isEqualTo(1);
        // two samples of one value differ entirely, whatever they are; of two values, in 2 of 6 orders
        assertThat(KolmogorovSmirnov.probability(1, 1)).isEqualTo(1);
        assertThat(KolmogorovSmirnov.probability(2, 2)).isCloseTo(2.0 / 6, within(1e-15));
    }

    @Test
    void firesFrom() {
        assertThat(Kswin.critical(30, 0.005)).isEqualTo(14);
        assertThat(Kswin.critical(30, 1e-4)).isEqualTo(17);
        assertThat(Kswin.critical(2, 0.001)).as("nothing is that improbable").isEqualTo(3);
    }

    @Test
    void distanceOfSamples() {
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2, 3}, new double[] {1, 2, 3}))
                .isZero();
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isEqualTo(3);
        assertThat(KolmogorovSmirnov.distance(new double[] {1, 1, 3}, new double[] {1, 3, 3}))
                .isEqualTo(1);
    }

    /** What CPython 3 draws; printed by record_streams.py. */
    @Test
    void drawsAsCPython() {
        MersenneTwister random = new MersenneTwister(42);
        int[] places = new int[30];
        random.sample(70, places, new int[70]);
        assertThat(Arrays.copyOf(places, 8)).containsExactly(14, 3, 35, 31, 28, 17, 13, 43);
        random.sample(1_000, places, new int[1_000]);
        assertThat(Arrays.copyOf(places, 8)).containsExactly(603, 284, 828, 890, 6, 777, 825, 163);
        assertThat(random.nextInt()).isEqualTo(536124280);
        MersenneTwister twoWords = new MersenneTwister((1L << 40) + 7);
        assertThat(new long[] {
                    Integer.toUnsignedLong(twoWords.nextInt()),
                    Integer.toUnsignedLong(twoWords.nextInt()),
                    Integer.toUnsignedLong(twoWords.nextInt())
                })
                .containsExactly(2635837658L, 3209733218L, 3500038837L);
    }

    /** Means and deviations alone would not tell: one peak becomes two. */
    @Test
    void findsAChangeOfShape() {
        Random random = new Random(3);
        double[] values = new double[2_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 1_000 ? random.nextGaussian() : random.nextBoolean() ? 1 : -1;
        }
        assertThat(RecordedStream.signals(new KswinConfig(1e-4, 300, 100, 1), values))
                .startsWith("D 10");
    }
}
