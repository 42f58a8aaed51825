package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.config.InvalidConfigException;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import io.millrace.drift.profile.TextCount;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which measure is taken, what it finds, and that whatever comes has a result. */
class DriftTestsTest {
    private static final DriftTests TESTS = new DriftTests(DriftTestConfig.defaults());
    private static final Reference LARGE = gaussian(5_000, Retention.NONE);
    private static final Reference CARRIERS = Reference.categorical(
            "carrier",
            List.of(new TextCount("UA", 5_000), new TextCount("AA", 3_000), new TextCount("B6", 2_000)),
            0,
            0,
            0);

    @Test
    void theMeasureIsChosenByTypeAndSize() {
        assertThat(chosen(gaussian(1_000, Retention.NONE), gaussianWindow(LARGE, 1_000, 0)))
                .isEqualTo(Statistic.REFERENCE_MISMATCH);
        Reference small = gaussian(1_000, Retention.NONE);
        assertThat(chosen(small, gaussianWindow(small, 1_000, 0))).isEqualTo(Statistic.KOLMOGOROV_SMIRNOV);
        assertThat(chosen(LARGE, gaussianWindow(LARGE, 1_000, 0))).isEqualTo(Statistic.WASSERSTEIN);
        for (int values : new int[] {2, 3, 5, 6}) {
            Statistic expected = values == 2
                    ? Statistic.PROPORTION
                    : values == 6 ? Statistic.KOLMOGOROV_SMIRNOV : Statistic.CHI_SQUARE;
            Reference few = fewValues(900, values);
            assertThat(chosen(few, fewWindow(few, 500, values)))
                    .as("%d values", values)
                    .isEqualTo(expected);
            Reference many = fewValues(9_000, values);
            assertThat(chosen(many, fewWindow(many, 500, values)))
                    .as("%d values of many", values)
                    .isEqualTo(values == 6 ? Statistic.WASSERSTEIN : Statistic.JENSEN_SHANNON);
        }
        assertThat(chosen(CARRIERS, carriers(500, 300, 200))).isEqualTo(Statistic.JENSEN_SHANNON);
        Reference two = Reference.categorical("t", List.of(new TextCount("a", 500), new TextCount("b", 300)), 0, 0, 0);
        CategoricalWindow window = (CategoricalWindow) two.layout().newWindow();
        add(window, "a", 100);
        add(window, "b", 100);
        assertThat(chosen(two, window)).isEqualTo(Statistic.PROPORTION);
    }

    @ParameterizedTest
    @EnumSource(value = Retention.class)
    void equalDistributionsDoNotDriftAndShiftedOnesDo(Retention retention) {
        Reference reference = gaussian(5_000, retention);
        // a sketch's counts per bin are estimates, which 5,000 values tell from exact ones
        EnumSet<Statistic> statistics =
                retention == Retention.SKETCH ? EnumSet.of(Statistic.WASSERSTEIN) : distributional(true);
        for (Statistic statistic : statistics) {
            DriftTests tests =
                    new DriftTests(DriftTestConfig.defaults().withFeature("x", List.of(FeatureTest.of(statistic))));
            assertThat(drifts(tests.test(reference, gaussianWindow(reference, 5_000, 0))))
                    .as(statistic.label())
                    .isEmpty();
            assertThat(drifts(tests.test(reference, gaussianWindow(reference, 5_000, 1))))
                    .as(statistic.label())
                    .contains(statistic);
        }
    }

    /** PSI of 150 values in 30 bins is above 0.1 by chance alone; its p-value says so, and is below 5 % in about 5 %. */
    @Test
    void aLargeValueInASmallWindowIsChance() {
        DriftTests tests =
                new DriftTests(DriftTestConfig.defaults().withFeature("x", List.of(FeatureTest.of(Statistic.PSI))));
        int large = 0;
        int drifting = 0;
        for (int seed = 1; seed <= 400; seed++) {
            List<Finding> findings = tests.test(LARGE, gaussianWindow(LARGE, 150, 0, seed));
            Finding psi = findings.get(findings.size() - 1);
            large += psi.isLarge() ? 1 : 0;
            drifting += psi.drift() ? 1 : 0;
        }
        assertThat(large).isGreaterThan(350);
        // expectation 20, standard deviation 4.4
        assertThat(drifting).isBetween(5, 36);
    }

    @Test
    void aChangeOfUnitIsFound() {
        NumericWindow kilometres = (NumericWindow) LARGE.layout().newWindow();
        new Random(2).doubles(1_000).forEach(u -> kilometres.add(1000 * (5 + u)));
        assertThat(drifts(TESTS.test(LARGE, kilometres))).contains(Statistic.WASSERSTEIN, Statistic.OUT_OF_RANGE_RATE);
    }

    @Test
    void aRenamedCategoryIsFoundAndNamed() {
        CategoricalWindow window = (CategoricalWindow) CARRIERS.layout().newWindow();
        add(window, "United", 500);
        add(window, "AA", 300);
        add(window, "B6", 200);
        List<Finding> findings = TESTS.test(CARRIERS, window);
        assertThat(drifts(findings)).containsExactly(Statistic.UNSEEN_CATEGORY_RATE, Statistic.JENSEN_SHANNON);
        assertThat(findings.get(2).cause())
                .isEqualTo("50.00 % in categories that the reference does not list: United (500), 0.00 % in the"
                        + " reference");
        assertThat(findings.get(3).cause()).isEqualTo("UA is 0.00 % of the values, 50.00 % in the reference");
    }

    @Test
    void aFewStrangeRowsAreNoFinding() {
        CategoricalWindow window = carriers(50, 30, 20);
        add(window, "ZZ", 4);
        assertThat(drifts(TESTS.test(CARRIERS, window))).isEmpty();
    }

    @Test
    void missingAndInvalidValuesAreFound() {
        NumericWindow window = gaussianWindow(LARGE, 800, 0);
        IntStream.range(0, 150).forEach(i -> window.add(Double.NaN));
        IntStream.range(0, 50)
                .forEach(i -> window.add(i % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY));
        assertThat(drifts(TESTS.test(LARGE, window))).containsExactly(Statistic.MISSING_RATE, Statistic.INVALID_RATE);
    }

    @Test
    void allMissingIsFound() {
        NumericWindow window = (NumericWindow) LARGE.layout().newWindow();
        IntStream.range(0, 150).forEach(i -> window.addMissing());
        List<Finding> findings = TESTS.test(LARGE, window);
        assertThat(drifts(findings)).containsExactly(Statistic.MISSING_RATE);
        assertThat(findings.get(0).value()).isEqualTo(1);
    }

    @Test
    void oneValueOnlyIsFound() {
        NumericWindow window = (NumericWindow) LARGE.layout().newWindow();
        IntStream.range(0, 150).forEach(i -> window.add(5));
        assertThat(drifts(TESTS.test(LARGE, window))).contains(Statistic.CONSTANT);
        assertThat(drifts(TESTS.test(CARRIERS, carriers(150, 0, 0)))).contains(Statistic.CONSTANT);
        Reference constant = Reference.of(window);
        assertThat(drifts(TESTS.test(constant, window))).isEmpty();
    }

    @Test
    void anEmptyWindowAndASmallOne() {
        assertThat(drifts(TESTS.test(LARGE, LARGE.layout().newWindow()))).containsExactly(Statistic.EMPTY_WINDOW);
        assertThat(TESTS.test(LARGE, gaussianWindow(LARGE, 99, 5))).isEmpty();
    }

    @Test
    void aReferenceOfAnotherModelIsFound() {
        FeatureWindow window = gaussianWindow(LARGE, 500, 0);
        assertThat(drifts(TESTS.test(CARRIERS, window))).containsExactly(Statistic.REFERENCE_MISMATCH);
        assertThat(TESTS.testAll(Map.of("x", LARGE, "gone", LARGE), Map.of("x", window, "new", window)))
                .satisfies(all -> {
                    assertThat(drifts(all.get("gone"))).containsExactly(Statistic.EMPTY_WINDOW);
                    assertThat(drifts(all.get("new"))).containsExactly(Statistic.REFERENCE_MISMATCH);
                    assertThat(drifts(all.get("x"))).isEmpty();
                })
                .hasSize(3);
        Reference empty =
                Reference.learn(NumericLayout.unbinned("x", Retention.ALL).newWindow(), Retention.NONE);
        NumericWindow some = (NumericWindow) empty.layout().newWindow();
        IntStream.range(0, 200).forEach(some::add);
        assertThat(drifts(TESTS.test(empty, some))).containsExactly(Statistic.REFERENCE_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e308, -1e308, Double.MIN_VALUE, 0, -0.0})
    void everyMeasureHasAResultForExtremeValues(double extreme) {
        for (Retention retention : Retention.values()) {
            NumericWindow first = NumericLayout.unbinned("x", retention == Retention.NONE ? Retention.ALL : retention)
                    .newWindow();
            IntStream.range(0, 200).forEach(i -> first.add(i % 2 == 0 ? extreme : -extreme));
            Reference reference = Reference.learn(first, retention);
            for (Reference one : List.of(reference, gaussian(2_000, retention))) {
                NumericWindow window = (NumericWindow) one.layout().newWindow();
                IntStream.range(0, 200).forEach(i -> window.add(i % 3 == 0 ? extreme : i));
                for (Statistic statistic : distributional(true)) {
                    DriftTests tests = new DriftTests(
                            DriftTestConfig.defaults().withFeature("x", List.of(FeatureTest.of(statistic))));
                    assertThat(tests.test(one, window))
                            .as("%s of %s against %s", statistic.label(), extreme, one)
                            .allSatisfy(finding -> {
                                assertThat(finding.value()).isNotNaN().isNotNegative();
                                assertThat(finding.pValue()).isBetween(0.0, 1.0);
                            });
                }
            }
        }
    }

    @Test
    void aMillionCategoriesHaveAResult() {
        CategoricalWindow window = (CategoricalWindow) CARRIERS.layout().newWindow();
        IntStream.range(0, 1_000_000).forEach(i -> window.add("id " + i));
        for (Statistic statistic : distributional(false)) {
            DriftTests tests = new DriftTests(
                    DriftTestConfig.defaults().withFeature("carrier", List.of(FeatureTest.of(statistic))));
            assertThat(drifts(tests.test(CARRIERS, window)))
                    .as(statistic.label())
                    .contains(Statistic.UNSEEN_CATEGORY_RATE);
        }
    }

    @Test
    void mistakesAreAllNamed() {
        assertThatThrownBy(() -> new DriftTestConfig(0, 1, -1, Map.of(Statistic.PSI, 0.0), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll(
                        "minimumCount: must be >= 1, found 0",
                        "significance: must be in (0, 1), found 1.0",
                        "smallReference: must be >= 0, found -1",
                        "thresholds.psi: must be > 0 and finite, found 0.0");
        assertThatThrownBy(() -> new FeatureTest(Statistic.MISSING_RATE, 1))
                .hasMessage("statistic: must be one on distributions, found missing-rate");
    }

    @Test
    void defaults() {
        assertThat(DriftTestConfig.defaults()).isEqualTo(new DriftTestConfig(100, 0.05, 1_000, Map.of(), Map.of()));
        assertThat(Statistic.of("psi")).contains(Statistic.PSI);
        assertThat(Statistic.of("PSI")).isEmpty();
    }

    private static EnumSet<Statistic> distributional(boolean numeric) {
        EnumSet<Statistic> all = EnumSet.range(Statistic.PSI, Statistic.CHI_SQUARE);
        if (!numeric) {
            all.removeAll(EnumSet.of(Statistic.WASSERSTEIN, Statistic.KOLMOGOROV_SMIRNOV));
        }
        return all;
    }

    private static List<Statistic> drifts(List<Finding> findings) {
        return findings.stream().filter(Finding::drift).map(Finding::statistic).toList();
    }

    /** The last finding's: those on quality come first. */
    private static Statistic chosen(Reference reference, FeatureWindow window) {
        List<Finding> findings = TESTS.test(reference, window);
        return findings.get(findings.size() - 1).statistic();
    }

    private static Reference gaussian(int rows, Retention retention) {
        NumericWindow first = NumericLayout.unbinned("x", retention == Retention.NONE ? Retention.ALL : retention)
                .newWindow();
        Random random = new Random(1);
        IntStream.range(0, rows).forEach(i -> first.add(random.nextGaussian()));
        return Reference.learn(first, retention);
    }

    private static NumericWindow gaussianWindow(Reference reference, int rows, double shift) {
        return gaussianWindow(reference, rows, shift, 99);
    }

    private static NumericWindow gaussianWindow(Reference reference, int rows, double shift, long seed) {
        NumericWindow window = (NumericWindow) reference.layout().newWindow();
        Random random = new Random(seed);
        IntStream.range(0, rows).forEach(i -> window.add(shift + random.nextGaussian()));
        return window;
    }

    private static Reference fewValues(int rows, int values) {
        NumericWindow first = NumericLayout.unbinned("x", Retention.ALL).newWindow();
        IntStream.range(0, rows).forEach(i -> first.add(i % values));
        return Reference.learn(first, Retention.NONE);
    }

    private static NumericWindow fewWindow(Reference reference, int rows, int values) {
        NumericWindow window = (NumericWindow) reference.layout().newWindow();
        IntStream.range(0, rows).forEach(i -> window.add(i % values));
        return window;
    }

    private static CategoricalWindow carriers(int ua, int aa, int b6) {
        CategoricalWindow window = (CategoricalWindow) CARRIERS.layout().newWindow();
        add(window, "UA", ua);
        add(window, "AA", aa);
        add(window, "B6", b6);
        return window;
    }

    private static void add(CategoricalWindow window, String text, int times) {
        IntStream.range(0, times).forEach(i -> window.add(text));
    }
}
