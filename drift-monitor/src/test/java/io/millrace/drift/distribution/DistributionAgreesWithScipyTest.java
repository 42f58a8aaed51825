package io.millrace.drift.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** SciPy's answers to 255 seeded cases, recorded by record_scipy.py. */
class DistributionAgreesWithScipyTest {
    private static final double EXACT = 1e-9;

    private static final class Case {
        private final String line;
        private final double[][] arguments;
        private final double[] answers;

        Case(String line, double[][] arguments, double[] answers) {
            this.line = line;
            this.arguments = arguments;
            this.answers = answers;
        }
    }

    @Test
    void distancesOfShares() {
        for (Case one : cases("shares", 24)) {
            long[] reference = counts(one.arguments[0]);
            long[] current = counts(one.arguments[1]);
            double[] r = Shares.of(reference);
            double[] c = Shares.of(current);
            TestResult fit = ChiSquare.goodnessOfFit(r, current);
            TestResult table = ChiSquare.homogeneity(reference, current);
            agree(
                    one,
                    JensenShannon.distance(r, c),
                    JensenShannon.distanceBase2(r, c),
                    Hellinger.distance(r, c),
                    TotalVariation.distance(r, c),
                    KullbackLeibler.of(c, r),
                    fit.statistic(),
                    fit.pValue(),
                    table.statistic(),
                    table.pValue());
        }
    }

    @Test
    void testsOfSamples() {
        for (Case one : cases("samples", 30)) {
            EmpiricalDistribution a = EmpiricalDistribution.of(one.arguments[0]);
            EmpiricalDistribution b = EmpiricalDistribution.of(one.arguments[1]);
            TestResult ks = KolmogorovSmirnov.test(a, b);
            agree(
                    one,
                    ks.statistic(),
                    ks.pValue(),
                    KolmogorovSmirnov.asymptoticP(ks.statistic(), a.count(), b.count()),
                    Wasserstein.distance(a, b),
                    a.std());
        }
    }

    @Test
    void kolmogorovOfOneSample() {
        for (Case one : cases("kstwo", 131)) {
            agree(one, OneSampleKolmogorov.survival(one.arguments[0][0], one.arguments[1][0]));
        }
    }

    @Test
    void kolmogorovsLimit() {
        for (Case one : cases("limit", 12)) {
            agree(one, KolmogorovSmirnov.limitSurvival(one.arguments[0][0]));
        }
    }

    @Test
    void tailOfChiSquare() {
        for (Case one : cases("chi2", 42)) {
            agree(one, ChiSquare.survival(one.arguments[0][0], (int) one.arguments[1][0]));
        }
    }

    @Test
    void proportions() {
        for (Case one : cases("proportion", 16)) {
            long[] counts = counts(one.arguments[0]);
            TestResult result = ProportionZ.test(counts[0], counts[1], counts[2], counts[3]);
            agree(one, result.statistic(), result.pValue());
        }
    }

    /** To 1e-9 of the answer or, below 1e-3, of 1e-3: probabilities that small all mean "hardly". */
    private static void agree(Case one, double... found) {
        assertThat(found).hasSameSizeAs(one.answers);
        for (int i = 0; i < found.length; i++) {
            double tolerance = EXACT * Math.max(1e-3, Math.abs(one.answers[i]));
            assertThat(found[i]).as("answer %d of %s", i, one.line).isCloseTo(one.answers[i], Offset.offset(tolerance));
        }
    }

    private static List<Case> cases(String measure, int number) {
        List<Case> cases = lines().stream()
                .filter(line -> line.startsWith(measure + ";"))
                .map(DistributionAgreesWithScipyTest::parse)
                .toList();
        assertThat(cases).hasSize(number);
        return cases;
    }

    private static List<String> lines() {
        try (InputStream in = DistributionAgreesWithScipyTest.class.getResourceAsStream("scipy.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(String line) {
        String[] parts = line.split(";", -1);
        double[][] lists = Arrays.stream(parts)
                .skip(1)
                .map(part -> Arrays.stream(part.split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        return new Case(line, Arrays.copyOf(lists, lists.length - 1), lists[lists.length - 1]);
    }

    private static long[] counts(double[] values) {
        return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
    }
}
