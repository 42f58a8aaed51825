package io.millrace.drift.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.distribution.EmpiricalDistribution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundedValuesTest {
    /** Numbers of all sizes and signs, some of them often. */
    private static double[] values(int number, long seed) {
        Random random = new Random(seed);
        double[] values = new double[number];
        for (int i = 0; i < number; i++) {
            values[i] = switch (random.nextInt(4)) {
                case 0 -> random.nextGaussian();
                case 1 -> Math.exp(10 * random.nextGaussian());
                case 2 -> random.nextInt(20) - 10;
                default -> Double.longBitsToDouble(random.nextLong());
            };
            values[i] = Double.isFinite(values[i]) ? values[i] : -0.0;
        }
        return values;
    }

    private static RoundedValues of(double... values) {
        RoundedValues rounded = new RoundedValues();
        for (double value : values) {
            rounded.add(value);
        }
        return rounded;
    }

    private static byte[] bytes(RoundedValues values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        values.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static RoundedValues read(byte[] bytes) throws IOException {
        RoundedValues values = new RoundedValues();
        values.readBody(new DataInputStream(new ByteArrayInputStream(bytes)));
        return values;
    }

    @Test
    void fewDifferentValuesAreKeptAsTheyAre() {
        double[] few = IntStream.range(0, RoundedValues.MOST)
                .mapToDouble(i -> Math.sin(i) * 1e6)
                .toArray();
        double[] often = IntStream.range(0, 5 * few.length)
                .mapToDouble(i -> few[i % few.length])
                .toArray();
        EmpiricalDistribution distribution = of(often).distribution();
        Arrays.sort(few);
        assertThat(distribution.size()).isEqualTo(few.length);
        for (int i = 0; i < few.length; i++) {
            assertThat(distribution.value(i)).isEqualTo(few[i]);
            assertThat(distribution.cumulative(i)).isEqualTo(5 * (i + 1L));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 640, 641, 5_000, 60_000})
    void neitherOrderNorMergesMatter(int number) throws IOException {
        double[] values = values(number, number);
        byte[] inOrder = bytes(of(values));
        Random random = new Random(3);
        RoundedValues merged = new RoundedValues();
        RoundedValues[] parts = {new RoundedValues(), new RoundedValues(), new RoundedValues()};
        for (int i = values.length - 1; i >= 0; i--) {
            parts[random.nextInt(parts.length)].add(values[i]);
            if (random.nextInt(1_000) == 0) {
                merged.merge(read(bytes(parts[0])));
                parts[0].clear();
            }
        }
        for (RoundedValues part : parts) {
            merged.merge(part);
        }
        assertThat(bytes(merged)).isEqualTo(inOrder);
        assertThat(bytes(read(inOrder))).isEqualTo(inOrder);
    }

    @Test
    void aValueIsRoundedUpByAtMostASixteenthWhereTheyAreNormal() {
        double[] normal = new double[100_000];
        Random random = new Random(1);
        Arrays.setAll(normal, i -> random.nextGaussian());
        EmpiricalDistribution rounded = of(normal).distribution();
        Arrays.sort(normal);
        assertThat(rounded.size()).isBetween(320, RoundedValues.MOST);
        for (int i = 1; i <= normal.length; i++) {
            double value = normal[i - 1];
            assertThat(rounded.atRank(i)).isBetween(value, value + Math.abs(value) / 16);
        }
    }

    /** What bins are made for: a point of the grid has as many values at or below it as there were. */
    @Test
    void pointsOfTheGridHaveExactCounts() {
        double[] values = values(50_000, 9);
        EmpiricalDistribution rounded = of(values).distribution();
        for (int i = 0; i < rounded.size(); i++) {
            double point = rounded.value(i);
            assertThat(rounded.cumulative(i))
                    .isEqualTo(Arrays.stream(values)
                            .filter(value -> value <= point)
                            .count());
        }
    }

    @Test
    void aReferenceOfRoundedValuesCountsLaterWindowsExactly() {
        NumericLayout open = NumericLayout.unbinned("x", Retention.ROUNDED);
        NumericWindow month = open.newWindow();
        NumericWindow day = open.newWindow();
        Random random = new Random(2);
        for (int i = 0; i < 30_000; i++) {
            double value = 500 + 100 * random.nextGaussian();
            month.add(value);
            if (i < 1_000) {
                day.add(value);
            }
        }
        day.addMissing();
        Reference reference = Reference.learn(month, Retention.NONE);
        NumericLayout bins = (NumericLayout) reference.layout();
        assertThat(bins.bins()).isEqualTo(NumericLayout.QUANTILE_BINS);
        NumericWindow direct = bins.newWindow();
        Random again = new Random(2);
        for (int i = 0; i < 1_000; i++) {
            direct.add(500 + 100 * again.nextGaussian());
        }
        NumericWindow counted = (NumericWindow) reference.counted(day);
        assertThat(counted.counts()).isEqualTo(direct.counts());
        assertThat(counted.missing()).isEqualTo(1);
        assertThat(counted.mean()).isEqualTo(day.mean());
        assertThat(counted.max()).isEqualTo(direct.max());
        assertThat(reference.counted(direct)).isSameAs(direct);
        assertThatThrownBy(() -> reference.counted(CategoricalLayout.open("x").newWindow()))
                .hasMessageContaining("window must be of the reference's kind");
    }

    @Test
    void anyNumberOfAnySizeFits() throws IOException {
        double[] wild = new Random(4)
                .longs(200_000)
                .mapToDouble(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .toArray();
        RoundedValues values = of(wild);
        values.add(Double.MAX_VALUE);
        values.add(-Double.MAX_VALUE);
        values.add(Double.MIN_VALUE);
        assertThat(bytes(values)).hasSizeLessThan(FeatureWindow.MOST_BYTES - 200);
        EmpiricalDistribution distribution = values.distribution();
        assertThat(distribution.value(distribution.size() - 1)).isEqualTo(Double.MAX_VALUE);
        // as many different ones as fit, none of their bits in common: the longest form
        assertThat(bytes(of(Arrays.copyOf(wild, RoundedValues.MOST)))).hasSizeLessThan(FeatureWindow.MOST_BYTES - 200);
    }

    @Test
    void damagedBytesAreRefused() throws IOException {
        byte[] bytes = bytes(of(1, 2, 3));
        bytes[0] = 99;
        assertThatThrownBy(() -> read(bytes)).hasMessage("bits left out must be 0 to 55, found 99");
        bytes[0] = 0;
        bytes[bytes.length - 1] = 0;
        assertThatThrownBy(() -> read(bytes)).hasMessage("values must increase, each seen at least once");
    }
}
