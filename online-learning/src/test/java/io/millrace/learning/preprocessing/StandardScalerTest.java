package io.millrace.learning.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardScalerTest {
    private static byte[] state(StandardScaler scaler) {
        SnapshotOutput out = new SnapshotOutput();
        scaler.writeTo(out);
        return out.toByteArray();
    }

    private static StandardScaler restored(byte[] state) {
        SnapshotInput in = new SnapshotInput(state);
        StandardScaler scaler = StandardScaler.readFrom(in);
        in.end();
        return scaler;
    }

    private static StandardScaler taught(double[]... rows) {
        StandardScaler scaler = new StandardScaler(rows[0].length);
        for (double[] row : rows) {
            scaler.learn(row);
        }
        return scaler;
    }

    /** Rows of three columns around 100, a fifth of the values missing if asked for. */
    private static double[][] rows(Random random, int count, boolean missing) {
        double[][] rows = new double[count][3];
        for (double[] row : rows) {
            for (int j = 0; j < 3; j++) {
                row[j] = missing && random.nextInt(5) == 0 ? Double.NaN : 100 + (j + 1) * random.nextGaussian();
            }
        }
        return rows;
    }

    private static void assertAlike(StandardScaler found, StandardScaler expected) {
        for (int j = 0; j < expected.dimension(); j++) {
            assertThat(found.count(j)).isEqualTo(expected.count(j));
            assertThat(found.mean(j)).isCloseTo(expected.mean(j), within(1e-10));
            assertThat(found.variance(j)).isCloseTo(expected.variance(j), within(1e-10));
        }
    }

    /** Computed for known-answers §2.6. */
    @Test
    void knownAnswers() {
        StandardScaler scaler = new StandardScaler(1);
        double[] expected = {0, 1, 1.3363062095621219, 1.5852581740085334};
        for (int i = 0; i < 4; i++) {
            double value = 1 << i;
            scaler.learn(new double[] {value});
            assertThat(scaler.scale(0, value)).isCloseTo(expected[i], within(1e-15));
        }
        assertThat(scaler.count(0)).isEqualTo(4);
        assertThat(scaler.mean(0)).isEqualTo(3.75);
        assertThat(scaler.variance(0)).isCloseTo(7.1875, within(1e-14));
        assertThat(scaler.deviation(0)).isCloseTo(Math.sqrt(7.1875), within(1e-14));
    }

    /** As above, with an offset that a sum of squares would drown in. */
    @Test
    void knownAnswersFarFromZero() {
        StandardScaler scaler = taught(
                new double[] {1e9 + 4}, new double[] {1e9 + 7}, new double[] {1e9 + 13}, new double[] {1e9 + 16});
        assertThat(scaler.mean(0)).isEqualTo(1e9 + 10);
        assertThat(scaler.variance(0)).isEqualTo(22.5);
    }

    @Test
    void scalesToZeroWhereNothingVaries() {
        StandardScaler scaler = new StandardScaler(2);
        assertThat(scaler.scale(0, 5)).isEqualTo(0.0);
        scaler.learn(new double[] {7, 7});
        scaler.learn(new double[] {7, Double.NaN});
        assertThat(scaler.scale(0, 5)).isEqualTo(0.0);
        assertThat(scaler.scale(1, 5)).isEqualTo(0.0);
        assertThat(scaler.deviation(0)).isZero();
    }

    @Test
    void aMissingValueLeavesItsColumn() {
        StandardScaler scaler = taught(new double[] {1, 10}, new double[] {Double.NaN, 20}, new double[] {2, 30});
        assertThat(scaler.count(0)).isEqualTo(2);
        assertThat(scaler.mean(0)).isEqualTo(1.5);
        assertThat(scaler.count(1)).isEqualTo(3);
        assertThat(scaler.mean(1)).isEqualTo(20);
    }

    @Test
    void undoTakesOneRowBack() {
        double[][] rows = rows(new Random(1), 20, true);
        StandardScaler scaler = taught(rows);
        byte[] before = state(scaler);
        scaler.learn(new double[] {1, Double.NaN, 3});
        assertThat(state(scaler)).isNotEqualTo(before);
        scaler.undo();
        assertThat(state(scaler)).isEqualTo(before);
        scaler.learn(rows[0]);
        StandardScaler twin = restored(before);
        twin.learn(rows[0]);
        assertThat(state(scaler)).isEqualTo(state(twin));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mergedIsAsOne(boolean missing) {
        double[][] rows = rows(new Random(2), 300, missing);
        StandardScaler one = taught(rows);
        StandardScaler first = new StandardScaler(3);
        StandardScaler second = new StandardScaler(3);
        for (int i = 0; i < rows.length; i++) {
            (i % 3 == 0 ? first : second).learn(rows[i]);
        }
        first.merge(second);
        assertAlike(first, one);
        first.merge(new StandardScaler(3));
        assertAlike(first, one);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partsOfOneBaseAreAsOne(boolean missing) {
        double[][] rows = rows(new Random(3), 300, missing);
        StandardScaler one = taught(rows);
        byte[] base = state(taught(java.util.Arrays.copyOf(rows, 100)));
        StandardScaler first = restored(base);
        StandardScaler second = restored(base);
        for (int i = 100; i < rows.length; i++) {
            (i % 3 == 0 ? first : second).learn(rows[i]);
        }
        StandardScaler combined = new StandardScaler(3);
        combined.combine(restored(base), List.of(first, restored(base), second));
        assertAlike(combined, one);
    }

    @Test
    void aRestoredTwinGoesOnBitByBit() {
        StandardScaler scaler = new StandardScaler(3);
        StandardScaler twin = new StandardScaler(3);
        for (double[] row : rows(new Random(4), 100, true)) {
            scaler.learn(row);
            twin.learn(row);
            assertThat(state(twin)).isEqualTo(state(scaler));
            twin = restored(state(scaler));
            assertThat(twin.scale(1, 42)).isEqualTo(scaler.scale(1, 42));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StandardScaler(2).merge(new StandardScaler(3)))
                .withMessage("must have as many columns: dimension=2, other 3");
        SnapshotOutput out = new SnapshotOutput();
        out.version("standard-scaler", 1);
        out.numbers(new double[] {-1});
        out.numbers(new double[] {0});
        out.numbers(new double[] {0});
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> restored(out.toByteArray()))
                .withMessageContaining("count >= 0");
    }
}
