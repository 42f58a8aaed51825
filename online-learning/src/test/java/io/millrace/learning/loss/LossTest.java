package io.millrace.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
    static Stream<Loss> losses() {
        return Stream.of(
                new LogLoss(),
                new HingeLoss(),
                new SquaredHingeLoss(),
                new SquaredLoss(),
                new HalfSquaredLoss(),
                new HuberLoss(0.7),
                new EpsilonInsensitiveLoss(0.7),
                new SquaredEpsilonInsensitiveLoss(0.7));
    }

    /** Central differences between corners; no point is within 1e-6 of one. */
    @ParameterizedTest
    @MethodSource("losses")
    void theGradientIsTheSlopeOfTheLoss(Loss loss) {
        double h = 1e-6;
        for (double target : new double[] {-1, 1}) {
            for (double p = -25.013; p < 25; p += 0.0371) {
                double slope = (loss.value(p + h, target) - loss.value(p - h, target)) / (2 * h);
                assertThat(loss.gradient(p, target))
                        .as("at p=%f, target=%f", p, target)
                        .isCloseTo(slope, within(2e-7));
                assertThat(loss.value(p, target)).isNotNegative();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void isReadBackEqual(Loss loss) {
        SnapshotOutput out = new SnapshotOutput();
        loss.writeTo(out);
        SnapshotInput in = new SnapshotInput(out.toByteArray());
        assertThat(loss instanceof BinaryLoss ? BinaryLoss.read(in) : RegressionLoss.read(in))
                .isEqualTo(loss);
        in.end();
        SnapshotInput again = new SnapshotInput(out.toByteArray());
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> {
                    if (loss instanceof BinaryLoss) {
                        RegressionLoss.read(again);
                    } else {
                        BinaryLoss.read(again);
                    }
                })
                .withMessageEndingWith("found " + loss.name());
    }

    @Test
    void logLossIsExactFarOut() {
        LogLoss loss = new LogLoss();
        assertThat(loss.value(1000, -1)).isEqualTo(1000);
        assertThat(loss.value(1000, 1)).isZero();
        assertThat(loss.gradient(1000, -1)).isEqualTo(1);
        assertThat(loss.gradient(40, 1)).isEqualTo(-Math.exp(-40));
        assertThat(loss.value(0, 1)).isEqualTo(Math.log(2));
    }

    @Test
    void cornersAreAsInScikitLearn() {
        assertThat(new HingeLoss().gradient(1, 1)).isEqualTo(-1);
        assertThat(new HingeLoss().gradient(-1, -1)).isEqualTo(1);
        assertThat(new SquaredHingeLoss().gradient(1, 1)).isZero();
        assertThat(new EpsilonInsensitiveLoss(0.5).gradient(1.5, 1)).isZero();
        assertThat(new HuberLoss(0.5).gradient(9, 1)).isEqualTo(0.5);
    }

    @Test
    void epsilonsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HuberLoss(0))
                .withMessage("epsilon: must be > 0 and finite, found 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EpsilonInsensitiveLoss(-1))
                .withMessage("epsilon: must be >= 0 and finite, found -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SquaredEpsilonInsensitiveLoss(Double.NaN))
                .withMessage("epsilon: must be >= 0 and finite, found NaN");
    }
}
