package io.millrace.learning.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinMaxScalerTest {
    private static MinMaxScaler taught(double... values) {
        MinMaxScaler scaler = new MinMaxScaler(1);
        for (double value : values) {
            scaler.learn(new double[] {value});
        }
        return scaler;
    }

    private static byte[] state(MinMaxScaler scaler) {
        SnapshotOutput out = new SnapshotOutput();
        scaler.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void scalesToWhatWasSeen() {
        MinMaxScaler scaler = taught(2, Double.NaN, 6, 3);
        assertThat(scaler.minimum(0)).isEqualTo(2);
        assertThat(scaler.maximum(0)).isEqualTo(6);
        assertThat(scaler.scale(0, 2)).isZero();
        assertThat(scaler.scale(0, 5)).isEqualTo(0.75);
        assertThat(scaler.scale(0, 8)).isEqualTo(1.5);
    }

    @Test
    void scalesToZeroWhereNothingVaries() {
        assertThat(taught().scale(0, 5)).isZero();
        assertThat(taught(7, 7).scale(0, 5)).isZero();
    }

    @Test
    void undoTakesOneRowBack() {
        MinMaxScaler scaler = taught(2, 6);
        byte[] before = state(scaler);
        scaler.learn(new double[] {10});
        scaler.undo();
        assertThat(state(scaler)).isEqualTo(before);
        scaler.learn(new double[] {1});
        assertThat(state(scaler)).isEqualTo(state(taught(1, 6)));
    }

    @Test
    void mergedIsAsOne() {
        MinMaxScaler merged = taught(2, 3);
        merged.merge(taught(-1));
        merged.merge(taught());
        assertThat(state(merged)).isEqualTo(state(taught(-1, 3)));
        MinMaxScaler combined = taught(100);
        combined.combine(taught(2), List.of(taught(2, 5), taught(2, 1)));
        assertThat(state(combined)).isEqualTo(state(taught(1, 5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> merged.merge(new MinMaxScaler(2)))
                .withMessage("must have as many columns: dimension=1, other 2");
    }

    @Test
    void aRestoredTwinIsTheSame() {
        for (MinMaxScaler scaler : List.of(taught(), taught(1, 2))) {
            SnapshotInput in = new SnapshotInput(state(scaler));
            MinMaxScaler twin = MinMaxScaler.readFrom(in);
            in.end();
            assertThat(state(twin)).isEqualTo(state(scaler));
        }
    }
}
