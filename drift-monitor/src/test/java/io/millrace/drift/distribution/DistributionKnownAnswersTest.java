package io.millrace.drift.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** known-answers.md 2.10 (SciPy 1.10), what measures say where there is nothing to measure, and the bounds of binned forms. */
class DistributionKnownAnswersTest {
    private static final double[] R = {.1, .2, .3, .4};
    private static final double[] C = {.2, .2, .3, .3};
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    @Test
    void toys() {
        assertThat(PopulationStabilityIndex.of(R, C)).isCloseTo(.09808292530117263, EXACT);
        assertThat(KullbackLeibler.of(R, C)).isCloseTo(.04575811092471789, EXACT);
        assertThat(JensenShannon.distance(R, C)).isCloseTo(.109902813387946, EXACT);
        assertThat(JensenShannon.distanceBase2(R, C)).isCloseTo(.1320067319489374, EXACT);
        assertThat(Hellinger.distance(R, C)).isCloseTo(.11031084375035412, EXACT);
        assertThat(TotalVariation.distance(R, C)).isCloseTo(.1, EXACT);
        TestResult fit = ChiSquare.goodnessOfFit(R, new long[] {40, 40, 60, 60});
        assertThat(fit.statistic()).isCloseTo(25, EXACT);
        assertThat(fit.pValue()).isCloseTo(1.5440498291101365e-05, Offset.offset(1e-17));
        TestResult z = ProportionZ.test(30, 100, 80, 200);
        assertThat(z.statistic()).isCloseTo(-1.694347484174716, EXACT);
        assertThat(z.pValue()).isCloseTo(.09019927243804515, EXACT);
    }

    @Test
    void toysOfSamples() {
        EmpiricalDistribution a = numbers(1, 20);
        EmpiricalDistribution b = numbers(6, 25);
        TestResult ks = KolmogorovSmirnov.test(a, b);
        assertThat(ks.statistic()).isCloseTo(.25, EXACT);
        assertThat(ks.pValue()).isCloseTo(.571336004933722, EXACT);
        double distance = Wasserstein.distance(a, b);
        assertThat(distance).isCloseTo(5, EXACT);
        assertThat(Wasserstein.normed(distance, a.std())).isCloseTo(.8671099695241199, EXACT);
    }

    /** known-answers.md 2.9, exact p with n = 30. */
    @Test
    void exactPOfThirtyAgainstThirty() {
        assertThat(KolmogorovSmirnov.exactP(13 / 30.0, 30, 30)).isCloseTo(.006548396, Offset.offset(1e-9));
        assertThat(KolmogorovSmirnov.exactP(14 / 30.0, 30, 30)).isCloseTo(.002530062, Offset.offset(1e-9));
        assertThat(KolmogorovSmirnov.exactP(17 / 30.0, 30, 30)).isCloseTo(.0000873780, Offset.offset(1e-10));
        assertThat(KolmogorovSmirnov.exactP(18 / 30.0, 30, 30)).isCloseTo(.0000236649, Offset.offset(1e-10));
    }

    @Test
    void aShareOfZeroIsReplacedByEvidentlysRule() {
        double[] none = {0, .5, .5};
        double[] some = {.2, .4, .4};
        double expected = (1e-4 - .2) * Math.log(1e-4 / .2) + 2 * (.5 - .4) * Math.log(.5 / .4);
        assertThat(PopulationStabilityIndex.of(none, some)).isCloseTo(expected, EXACT);

        double[] rare = {0, 5e-5, 1 - 5e-5};
        double[] common = {.2, .4, .4};
        double zero = 5e-5 / 1e6;
        double other = (zero - .2) * Math.log(zero / .2)
                + (5e-5 - .4) * Math.log(5e-5 / .4)
                + (1 - 5e-5 - .4) * Math.log((1 - 5e-5) / .4);
        assertThat(PopulationStabilityIndex.of(rare, common)).isCloseTo(other, EXACT);
    }

    /** NumPy 2: histogram_bin_edges(concatenate([a, b]), bins="sturges"), eight bins, zeros by Evidently's rule. */
    @Test
    void psiInSturgesBinsIsEvidentlys() {
        EmpiricalDistribution a = EmpiricalDistribution.of(
                IntStream.range(0, 60).mapToDouble(i -> i * 37 % 100 / 7.0).toArray());
        EmpiricalDistribution b = EmpiricalDistribution.of(
                IntStream.range(0, 45).mapToDouble(i -> i * 53 % 100 / 6.0 + 1).toArray());
        assertThat(PopulationStabilityIndex.sturges(a, b)).isCloseTo(0.9012094986789491, EXACT);
        assertThat(PopulationStabilityIndex.sturges(a, EmpiricalDistribution.of()))
                .isNaN();
        assertThat(PopulationStabilityIndex.sturges(numbers(3, 3), numbers(3, 3)))
                .isZero();
        assertThat(PopulationStabilityIndex.sturges(EmpiricalDistribution.of(-1e308, 1e308), numbers(1, 9)))
                .isFinite();
    }

    @Test
    void nothingCountedHasNoAnswer() {
        double[] nothing = Shares.of(0, 0, 0, 0);
        assertThat(PopulationStabilityIndex.of(R, nothing)).isNaN();
        assertThat(JensenShannon.distance(nothing, C)).isNaN();
        assertThat(Hellinger.distance(nothing, nothing)).isNaN();
        assertThat(Wasserstein.distance(numbers(1, 3), EmpiricalDistribution.of()))
                .isNaN();
        assertThat(KolmogorovSmirnov.test(EmpiricalDistribution.of(), numbers(1, 3))
                        .pValue())
                .isNaN();
        assertThat(ChiSquare.goodnessOfFit(R, new long[4]).statistic()).isNaN();
        assertThat(ChiSquare.homogeneity(new long[2], new long[] {1, 2}).pValue())
                .isNaN();
        assertThat(ProportionZ.test(0, 0, 1, 2).pValue()).isNaN();
    }

    @Test
    void extremesHaveAnswers() {
        assertThat(KullbackLeibler.of(R, new double[] {0, .5, .25, .25})).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(ChiSquare.goodnessOfFit(new double[] {1, 0}, new long[] {5, 1}))
                .isEqualTo(new TestResult(Double.POSITIVE_INFINITY, 0));
        assertThat(ChiSquare.goodnessOfFit(new double[] {1}, new long[] {5})).isEqualTo(new TestResult(0, 1));
        assertThat(ProportionZ.test(0, 10, 0, 20)).isEqualTo(new TestResult(0, 1));
        EmpiricalDistribution huge = EmpiricalDistribution.of(-1e308, 1e308, 1e308);
        assertThat(Wasserstein.distance(huge, numbers(1, 2))).isFinite().isGreaterThan(1e307);
        assertThat(huge.mean()).isBetween(-1e308, 1e308);
        assertThat(huge.std()).isPositive();
        assertThat(KolmogorovSmirnov.exactP(1, 10_000, 10_000)).isBetween(0.0, 1e-300);
    }

    @Test
    void wrongUseIsNamed() {
        assertThatThrownBy(() -> JensenShannon.distance(R, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shares must be as many as in the reference, 4, found 1");
        assertThatThrownBy(() -> JensenShannon.distance(new double[] {.5, .6}, new double[] {.5, .5}))
                .hasMessage("shares must add up to 1: found 1.1");
        assertThatThrownBy(() -> Shares.of(1, -2)).hasMessage("counts must be >= 0: found [1, -2]");
        assertThatThrownBy(() -> ProportionZ.test(3, 2, 0, 1)).hasMessage("hits must be in [0, 2], found 3");
    }

    @Test
    void binnedFormsAreWithinTheirBounds() {
        for (int seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            double shift = random.nextDouble() * 2;
            double[] a = random.doubles(2_000, 0, 10).toArray();
            double[] b =
                    random.doubles(500, 0, 10).map(x -> Math.min(10, x + shift)).toArray();
            double[] edges = IntStream.range(1, 30).mapToDouble(i -> i / 3.0).toArray();
            double[] r = Shares.of(histogram(a, edges));
            double[] c = Shares.of(histogram(b, edges));
            double wBound = 0;
            double dBound = 0;
            for (int bin = 0; bin < r.length; bin++) {
                wBound += Math.max(r[bin], c[bin]) / 3;
                dBound = Math.max(dBound, Math.max(r[bin], c[bin]));
            }
            EmpiricalDistribution x = EmpiricalDistribution.of(a);
            EmpiricalDistribution y = EmpiricalDistribution.of(b);
            assertThat(Wasserstein.binned(edges, 0, 10, r, c))
                    .as("seed %d", seed)
                    .isCloseTo(Wasserstein.distance(x, y), Offset.offset(wBound));
            double d = KolmogorovSmirnov.statistic(x, y);
            assertThat(KolmogorovSmirnov.binned(r, c)).as("seed %d", seed).isBetween(d - dBound, d + 1e-12);
        }
    }

    private static long[] histogram(double[] values, double[] edges) {
        long[] counts = new long[edges.length + 1];
        for (double value : values) {
            int bin = 0;
            while (bin < edges.length && value > edges[bin]) {
                bin++;
            }
            counts[bin]++;
        }
        return counts;
    }

    private static EmpiricalDistribution numbers(int from, int to) {
        return EmpiricalDistribution.of(
                IntStream.rangeClosed(from, to).asDoubleStream().toArray());
    }
}
