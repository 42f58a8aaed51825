package io.millrace.drift.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.config.InvalidConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureWindowTest {
    private static final NumericLayout TENS = NumericLayout.of(
            "distance", IntStream.range(1, 30).mapToDouble(i -> 10 * i).toArray(), 0, 300, Retention.NONE);

    @Test
    void aValueOnAnEdgeIsInTheBinBelow() {
        NumericLayout layout = NumericLayout.of("x", new double[] {1, 2, 5}, 0, 9, Retention.NONE);
        double[] values = {-1e308, 0, 1, 1.5, 2, 2.1, 5, 5.1, 1e308};
        assertThat(Arrays.stream(values).mapToInt(layout::bin)).containsExactly(0, 0, 0, 1, 1, 2, 2, 3, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 29, 30, 31, 32, 255})
    void theSearchFindsTheBinWhateverTheirNumber(int edges) {
        double[] cuts = IntStream.range(0, edges).mapToDouble(i -> i).toArray();
        NumericLayout layout = NumericLayout.of("x", cuts, 0, edges, Retention.NONE);
        for (int i = -2; i <= 2 * edges + 2; i++) {
            double value = i / 2.0;
            long expected = Arrays.stream(cuts).filter(cut -> cut < value).count();
            assertThat(layout.bin(value)).as("bin of %s among %d", value, edges).isEqualTo((int) expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Retention.class)
    void momentsAndCountsAreThoseOfTheValues(Retention retention) {
        NumericWindow window = TENS.with(retention).newWindow();
        double[] values = new Random(7).doubles(5_000, -20, 320).toArray();
        for (double value : values) {
            window.add(value);
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / values.length;
        assertThat(window.count()).isEqualTo(5_000);
        assertThat(window.mean()).isCloseTo(mean, Offset.offset(1e-9));
        assertThat(window.std()).isCloseTo(Math.sqrt(variance), Offset.offset(1e-9));
        assertThat(window.min()).isEqualTo(Arrays.stream(values).min().orElseThrow());
        assertThat(window.max()).isEqualTo(Arrays.stream(values).max().orElseThrow());
        assertThat(window.outOfRange())
                .isEqualTo(Arrays.stream(values).filter(x -> x < 0 || x > 300).count());
    }

    @ParameterizedTest
    @EnumSource(Retention.class)
    void partsMergeToTheWhole(Retention retention) throws IOException {
        NumericLayout layout = TENS.with(retention);
        NumericWindow whole = layout.newWindow();
        NumericWindow merged = layout.newWindow();
        Random random = new Random(3);
        for (int part = 0; part < 4; part++) {
            NumericWindow one = layout.newWindow();
            for (int i = 0; i < 40; i++) {
                double value = i == 0 ? Double.NaN : i == 1 ? Double.NEGATIVE_INFINITY : random.nextGaussian() * 100;
                one.add(value);
                whole.add(value);
            }
            one.addMissing();
            whole.addMissing();
            one.addInvalid();
            whole.addInvalid();
            merged.merge(FeatureWindow.read(layout, in(bytes(one))));
        }
        assertThat(merged.counts()).isEqualTo(whole.counts());
        assertThat(merged.rows()).isEqualTo(4 * 42);
        assertThat(merged.missing()).isEqualTo(8);
        assertThat(merged.invalid()).isEqualTo(8);
        assertThat(merged.outOfRange()).isEqualTo(whole.outOfRange());
        assertThat(merged.mean()).isCloseTo(whole.mean(), Offset.offset(1e-9));
        assertThat(merged.std()).isCloseTo(whole.std(), Offset.offset(1e-9));
        assertThat(merged.values().map(values -> values.std()))
                .isEqualTo(whole.values().map(values -> values.std()));
    }

    @Test
    void unbinnedWindowsMergeTheirMomentsToo() {
        NumericWindow left = NumericLayout.unbinned("x", Retention.ALL).newWindow();
        NumericWindow right = NumericLayout.unbinned("x", Retention.ALL).newWindow();
        IntStream.range(0, 100).forEach(i -> left.add(1e9 + i));
        IntStream.range(100, 300).forEach(i -> right.add(1e9 + i));
        left.merge(right);
        assertThat(left.mean()).isCloseTo(1e9 + 149.5, Offset.offset(1e-6));
        assertThat(left.std()).isCloseTo(Math.sqrt((300.0 * 300 - 1) / 12), Offset.offset(1e-5));
    }

    @Test
    void windowsOfTwoLayoutsDoNotMerge() throws IOException {
        NumericWindow other = NumericLayout.unbinned("distance", Retention.NONE).newWindow();
        assertThatThrownBy(() -> TENS.newWindow().merge(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window must be of the same layout: distance: 30 bins");
        byte[] bytes = bytes(other);
        assertThatThrownBy(() -> FeatureWindow.read(TENS, in(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("window must be of the layout of distance");
        bytes[0] = 9;
        assertThatThrownBy(() -> FeatureWindow.read(TENS, in(bytes)))
                .hasMessage("window of distance must be of version 1, found version 9");
    }

    @Test
    void aWindowIsAtMostEightKilobytesWhateverComes() throws IOException {
        for (Retention retention : List.of(Retention.NONE, Retention.SKETCH, Retention.ROUNDED)) {
            NumericLayout wide = NumericLayout.of(
                    "x", IntStream.range(0, 255).mapToDouble(i -> i / 255.0).toArray(), 0, 1, retention);
            NumericWindow numbers = wide.newWindow();
            Random random = new Random(1);
            for (int i = 0; i < 1_000_000; i++) {
                numbers.add(random.nextDouble());
            }
            assertThat(bytes(numbers)).hasSizeLessThan(FeatureWindow.MOST_BYTES);
        }

        CategoricalWindow texts = CategoricalLayout.of(
                        "t", IntStream.range(0, 256).mapToObj(i -> "known " + i).toList(), true)
                .newWindow();
        for (int i = 0; i < 1_000_000; i++) {
            texts.add("known " + i % 256);
            texts.add("a name that is longer than forty bytes, and unlike all the others: number " + i);
        }
        assertThat(texts.count()).isEqualTo(2_000_000);
        assertThat(texts.other()).isEqualTo(1_000_000);
        assertThat(texts.othersExact()).isFalse();
        assertThat(bytes(texts)).hasSizeLessThan(FeatureWindow.MOST_BYTES);
    }

    /** As the monitoring job has them: rounded until there is a reference, then in its bins; and the reference, layout and all. */
    @Test
    void aReferenceOfEventsAndItsWindowsAreAtMostEightKilobytes() throws IOException {
        NumericLayout unknown = NumericLayout.unbinned("x", Retention.ROUNDED);
        CategoricalLayout open = CategoricalLayout.open("t");
        NumericWindow numbers = unknown.newWindow();
        CategoricalWindow texts = open.newWindow();
        Random random = new Random(1);
        for (int i = 0; i < 300_000; i++) {
            numbers.add(Math.exp(3 * random.nextGaussian()));
            texts.add("category of about forty bytes, each " + (int) (90 * random.nextDouble() * random.nextDouble()));
        }
        for (FeatureWindow first : List.of(numbers, texts)) {
            assertThat(bytes(first)).hasSizeLessThan(FeatureWindow.MOST_BYTES);
            Reference reference = Reference.learn(first, Retention.NONE);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            reference.writeTo(new DataOutputStream(bytes));
            assertThat(bytes.size()).isLessThan(FeatureWindow.MOST_BYTES);
            assertThat(bytes(reference.counted(first))).hasSizeLessThan(FeatureWindow.MOST_BYTES);
        }
    }

    @Test
    void aFrequentTextIsFoundAmongAMillion() throws IOException {
        CategoricalLayout open = CategoricalLayout.open("t");
        CategoricalWindow whole = open.newWindow();
        for (int part = 0; part < 4; part++) {
            CategoricalWindow texts = open.newWindow();
            for (int i = 0; i < 50_000; i++) {
                texts.add("rare " + (part * 50_000 + i));
                if (i % 10 == 0) {
                    texts.add("frequent");
                }
            }
            whole.merge(FeatureWindow.read(open, in(bytes(texts))));
        }
        assertThat(whole.count()).isEqualTo(220_000);
        TextCount top = whole.topOthers(1).get(0);
        assertThat(top.text()).isEqualTo("frequent");
        assertThat(top.count()).isBetween(12_000L, 20_000L);
        Reference reference = Reference.learn(whole, Retention.NONE);
        assertThat(reference.window().count()).isEqualTo(220_000);
        assertThat(((CategoricalLayout) reference.layout()).complete()).isFalse();
    }

    @Test
    void categoriesAreCountedByNameAndByCode() throws IOException {
        CategoricalLayout layout = CategoricalLayout.of("carrier", List.of("AA", "UA"), true);
        CategoricalWindow window = layout.newWindow();
        window.add("AA");
        window.add(layout.code("UA"));
        window.add("ZZ");
        window.add((String) null);
        CategoricalWindow copy = (CategoricalWindow) FeatureWindow.read(layout, in(bytes(window)));
        assertThat(copy.counts()).containsExactly(1, 1);
        assertThat(copy.topOthers(5)).containsExactly(new TextCount("ZZ", 1));
        assertThat(copy.missing()).isEqualTo(1);
        copy.clear();
        assertThat(copy.rows()).isZero();
        assertThat(layout.code("ZZ")).isEqualTo(-1);
    }

    @Test
    void numbersOfAnySizeHaveMoments() {
        NumericWindow window = TENS.newWindow();
        window.add(1e308);
        window.add(-1e308);
        window.add(1e308);
        assertThat(window.mean()).isBetween(-1e308, 1e308);
        assertThat(window.std()).isEqualTo(Double.MAX_VALUE);
        assertThat(window.outOfRange()).isEqualTo(3);
        window.clear();
        assertThat(window.mean()).isNaN();
        window.add(42);
        assertThat(window.std()).isZero();
    }

    /** The bins of a model bundle's profile, ProfileBuilder: every thirtieth quantile, each a value itself. */
    @Test
    void aReferenceIsLearntInQuantileBins() throws IOException {
        NumericWindow first = NumericLayout.unbinned("x", Retention.ALL).newWindow();
        IntStream.rangeClosed(1, 3_000).forEach(first::add);
        first.addMissing();
        Reference reference = Reference.learn(first, Retention.NONE);
        NumericWindow window = (NumericWindow) reference.window();
        assertThat(window.layout().edges())
                .isEqualTo(IntStream.range(1, 30).mapToDouble(i -> 100 * i).toArray());
        assertThat(window.counts()).hasSize(30).containsOnly(100);
        assertThat(window.mean()).isEqualTo(1_500.5);
        assertThat(window.missing()).isEqualTo(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        reference.writeTo(new DataOutputStream(bytes));
        Reference copy = Reference.read(in(bytes.toByteArray()));
        assertThat(copy.layout()).isEqualTo(reference.layout());
        assertThat(((NumericWindow) copy.window()).std()).isEqualTo(window.std());
    }

    @Test
    void aReferenceLearntFromASketchHasBinsOfNearlyEqualCount() {
        NumericWindow first = NumericLayout.unbinned("x", Retention.SKETCH).newWindow();
        new Random(5).doubles(50_000).forEach(first::add);
        NumericWindow window =
                (NumericWindow) Reference.learn(first, Retention.SKETCH).window();
        assertThat(window.count()).isEqualTo(50_000);
        double[] edges = window.layout().edges();
        for (int i = 0; i < edges.length; i++) {
            // uniform values: an edge is its own rank; KLL's error at k = 200 is 1.33 %, twice that never seen
            assertThat(edges[i]).isCloseTo((i + 1) / 30.0, Offset.offset(0.0266));
        }
    }

    @Test
    void referencesOfNothingAreReferences() {
        Reference empty =
                Reference.learn(NumericLayout.unbinned("x", Retention.ALL).newWindow(), Retention.NONE);
        assertThat(empty.window().count()).isZero();
        Reference texts = Reference.learn(CategoricalLayout.open("t").newWindow(), Retention.NONE);
        assertThat(texts.window().count()).isZero();
    }

    @Test
    void mistakesInLayoutsAreNamed() {
        assertThatThrownBy(() -> NumericLayout.of("x", new double[] {2, 1}, 5, 0, Retention.NONE))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(
                        "edges: must be finite and increase, found [2.0, 1.0]; low: must be <= high 0.0, found 5.0");
        assertThatThrownBy(() -> CategoricalLayout.of("t", List.of("a", "a"), true))
                .hasMessage("categories: must differ, found [a, a]");
    }

    private static byte[] bytes(FeatureWindow window) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        window.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
