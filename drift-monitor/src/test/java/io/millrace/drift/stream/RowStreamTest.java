package io.millrace.drift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.drift.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RowStreamTest {
    private static final int ROWS = 20_000;

    static Stream<Arguments> streams() {
        return Stream.of(
                arguments("sea", (LongFunction<RowStream>) seed -> new Sea(1, 0.1, seed)),
                arguments("stagger", (LongFunction<RowStream>) seed -> new Stagger(2, 0, seed)),
                arguments("agrawal", (LongFunction<RowStream>) seed -> new Agrawal(4, 0.05, seed)),
                arguments("led", (LongFunction<RowStream>) seed -> new Led(3, 0.1, seed)),
                arguments("hyperplane", (LongFunction<RowStream>) seed -> new Hyperplane(10, 1, 0.001, 0, seed)),
                arguments("rbf", (LongFunction<RowStream>) seed -> new RadialBasis(8, 3, 15, 1, 0.001, seed)),
                arguments("drifting", (LongFunction<RowStream>) seed -> new DriftingStream(
                        List.of(s -> new Sea(1, 0, s), s -> new Sea(3, 0, s)), 100, 20, Blend.SIGMOID, seed)));
    }

    private static List<String> rows(RowStream stream, int number) {
        double[] row = new double[stream.features()];
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int label = stream.next(row);
            assertThat(label).isBetween(0, stream.classes() - 1);
            assertThat(row).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            rows.add(Arrays.toString(row) + label);
        }
        return rows;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void aSeedIsAStream(String name, LongFunction<RowStream> stream) {
        List<String> rows = rows(stream.apply(1), 500);
        assertThat(rows(stream.apply(1), 500)).as(name).isEqualTo(rows);
        assertThat(rows(stream.apply(2), 500)).as(name).isNotEqualTo(rows);
    }

    /** Every label occurs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void labelsOccur(String name, LongFunction<RowStream> makes) {
        RowStream stream = makes.apply(3);
        int[] counts = new int[stream.classes()];
        double[] row = new double[stream.features()];
        for (int i = 0; i < ROWS; i++) {
            counts[stream.next(row)]++;
        }
        assertThat(Arrays.stream(counts).min().orElseThrow()).as(name).isGreaterThan(ROWS / 100);
    }

    private static double share(RowStream stream, ToIntFunction<double[]> rule) {
        double[] row = new double[stream.features()];
        int agreed = 0;
        for (int i = 0; i < ROWS; i++) {
            int label = stream.next(row);
            agreed += rule.applyAsInt(row) == label ? 1 : 0;
        }
        return (double) agreed / ROWS;
    }

    @Test
    void labelsFollowTheRuleButForTheNoise() {
        assertThat(share(new Sea(4, 0, 1), x -> x[0] + x[1] <= 9.5 ? 1 : 0)).isEqualTo(1);
        assertThat(share(new Sea(2, 0.1, 1), x -> x[0] + x[1] <= 9 ? 1 : 0)).isCloseTo(0.9, within(0.01));
        assertThat(share(new Stagger(1, 0, 1), x -> x[0] == 0 && x[1] == 2 ? 1 : 0))
                .isEqualTo(1);
        assertThat(share(new Stagger(2, 0, 1), x -> x[1] == 0 || x[2] == 1 ? 1 : 0))
                .isEqualTo(1);
        assertThat(share(new Stagger(3, 0.2, 1), x -> x[0] > 0 ? 1 : 0)).isCloseTo(0.8, within(0.01));
        assertThat(share(new Agrawal(1, 0, 1), x -> x[2] < 40 || x[2] >= 60 ? 1 : 0))
                .isEqualTo(1);
        assertThat(share(new Agrawal(7, 0, 1), x -> 2 * (x[0] + x[1]) / 3 - x[8] / 5 - 20_000 > 0 ? 1 : 0))
                .isEqualTo(1);
    }

    /** Of a sum of two uniform numbers up to 8 of 20: 8²/2 of 100. */
    @Test
    void sharesOfClasses() {
        assertThat(share(new Sea(1, 0, 5), x -> 1)).isCloseTo(0.32, within(0.01));
        assertThat(share(new Stagger(1, 0, 5), x -> 1)).isCloseTo(1 / 9.0, within(0.01));
        assertThat(share(new Stagger(2, 0, 5), x -> 1)).isCloseTo(5 / 9.0, within(0.01));
        assertThat(share(new Stagger(3, 0, 5), x -> 1)).isCloseTo(2 / 3.0, within(0.01));
        assertThat(share(new Led(0, 0, 5), x -> 8)).isCloseTo(0.1, within(0.01));
    }

    @Test
    void allAgrawalFunctionsDiffer() {
        for (int f = 1; f <= 10; f++) {
            for (int g = 1; g < f; g++) {
                assertThat(rows(new Agrawal(f, 0, 7), 300)).isNotEqualTo(rows(new Agrawal(g, 0, 7), 300));
            }
        }
    }

    /** An eight lights every segment; exchanged ones are then found seven places further. */
    @Test
    void exchangedSegments() {
        Led led = new Led(2, 0, 1);
        double[] row = new double[led.features()];
        for (int i = 0; i < 200; i++) {
            if (led.next(row) == 8) {
                assertThat(Arrays.copyOfRange(row, 2, 9)).containsOnly(1);
            }
        }
    }

    private static DriftingStream drifting() {
        return new DriftingStream(
                List.of(seed -> new Stagger(1, 0, seed), seed -> new Stagger(3, 0, seed)), 1_000, 0, Blend.LINEAR, 9);
    }

    /** Share of rows labelled by the third concept, in each hundred rows. */
    private static double[] sharesOfTheOther(RowStream stream, int hundreds) {
        double[] shares = new double[hundreds];
        double[] row = new double[stream.features()];
        for (int h = 0; h < hundreds; h++) {
            int other = 0;
            int told = 0;
            for (int i = 0; i < 100; i++) {
                int label = stream.next(row);
                boolean first = row[0] == 0 && row[1] == 2;
                boolean third = row[0] != 0;
                if (first != third) {
                    told++;
                    other += (label == 1) == third ? 1 : 0;
                }
            }
            shares[h] = (double) other / told;
        }
        return shares;
    }

    @Test
    void abruptDriftsAreAtTheirRow() {
        double[] shares = sharesOfTheOther(drifting(), 30);
        for (int h = 0; h < 30; h++) {
            assertThat(shares[h]).isEqualTo(h / 10 % 2);
        }
    }

    @Test
    void gradualDriftsBlend() {
        for (Blend blend : Blend.values()) {
            double[] shares = new double[20];
            for (int h = 0; h < 40; h++) {
                double[] each = sharesOfTheOther(
                        new DriftingStream(
                                List.of(seed -> new Stagger(1, 0, seed), seed -> new Stagger(3, 0, seed)),
                                1_000,
                                1_000,
                                blend,
                                h),
                        20);
                for (int i = 0; i < 20; i++) {
                    shares[i] += each[i] / 40;
                }
            }
            assertThat(Arrays.copyOf(shares, 10)).containsOnly(0);
            for (int i = 0; i < 10; i++) {
                assertThat(shares[10 + i])
                        .as("%s in hundred %d of the drift", blend, i)
                        .isCloseTo(blend.share(0.05 + i / 10.0), within(0.04));
            }
        }
    }

    @Test
    void mistakesAreAllSaid() {
        assertThatThrownBy(() -> new Sea(5, 2, 1))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("concept: must be in [1, 4], found 5; noise: must be in [0.0, 1.0], found 2.0");
        assertThatThrownBy(() -> new RadialBasis(0, 1, 0, 1, -1, 1))
                .hasMessageContainingAll("features: ", "classes: ", "centres: ", "speed: ");
        assertThatThrownBy(() -> new DriftingStream(List.of(), 0, 5, Blend.LINEAR, 1))
                .hasMessageContainingAll("concepts: ", "period: ");
        DriftingStream unequal = new DriftingStream(
                List.of(seed -> new Sea(1, 0, seed), seed -> new Led(1, 0, seed)), 1, 0, Blend.LINEAR, 1);
        unequal.next(new double[24]);
        assertThatThrownBy(() -> unequal.next(new double[24])).hasMessageContaining("must have 3 features");
    }
}
