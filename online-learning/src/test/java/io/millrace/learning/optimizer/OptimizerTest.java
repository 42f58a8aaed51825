package io.millrace.learning.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.optimizer.FtrlProximal.Order;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules and optimisers by themselves; known answers are in the tests of the learners. */
class OptimizerTest {
    static Stream<Optimizer> optimizers() {
        return Stream.of(
                Sgd.DEFAULTS,
                new Sgd(new InverseScaling(0.2, 0.3), 0.8),
                AdaGrad.withRate(0.3),
                RmsProp.withRate(0.01),
                Adam.withRate(0.02),
                new Adam(new OptimalRate(0.1), 0.8, 0.99, 1e-7),
                new FtrlProximal(0.3, 0.2, 0.01, 0.1, Order.RIVER),
                FtrlProximal.DEFAULTS);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void isReadBackEqual(Optimizer optimizer) {
        SnapshotOutput out = new SnapshotOutput();
        optimizer.writeTo(out);
        SnapshotInput in = new SnapshotInput(out.toByteArray());
        assertThat(Optimizer.read(in)).isEqualTo(optimizer);
        in.end();
    }

    /** ½(w−3)², from 0. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void goesDownhill(Optimizer optimizer) {
        OptimizerState state = optimizer.newState(1);
        double[] weights = new double[1];
        for (int i = 0; i < 20; i++) {
            state.step(weights, FeatureVector.of(1), weights[0] - 3, 0);
        }
        assertThat(weights[0]).isPositive();
        assertThat(Math.abs(weights[0] - 3)).isLessThan(3);
        assertThat(state.steps()).isEqualTo(20);
        assertThat(state.isFinite()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void featuresWithoutEntryStay(Optimizer optimizer) {
        double[] weights = {1, 1, 1};
        FeatureVector row = FeatureVector.sparse(3, 1);
        row.add(1, 2);
        OptimizerState state = optimizer.newState(3);
        state.step(weights, row, 1, 0.5);
        state.step(weights, row, 1, 0.5);
        assertThat(weights[0]).isEqualTo(1);
        assertThat(weights[1]).isNotEqualTo(1);
        assertThat(weights[2]).isEqualTo(1);
    }

    @Test
    void memoryThatIsNotFiniteShows() {
        OptimizerState state = AdaGrad.DEFAULTS.newState(1);
        double[] weights = new double[1];
        state.step(weights, FeatureVector.of(1e200), 1, 0);
        assertThat(weights[0]).as("the weight did not move").isZero();
        assertThat(state.isFinite()).isFalse();
    }

    /** Values by hand from known-answers.md §1.2 and §1.4. */
    @Test
    void schedules() {
        assertThat(new ConstantRate(0.3).rate(99)).isEqualTo(0.3);
        assertThat(new InverseScaling(0.3, 0.5).rate(0)).isEqualTo(0.3);
        assertThat(new InverseScaling(0.3, 0.5).rate(8)).isCloseTo(0.1, within(1e-16));
        // alpha 1e-4: typical weight 10, t0 = 1 / (10 * 1e-4) = 1000, so rates 10, 1/(1e-4 * 1500)
        assertThat(new OptimalRate(1e-4).rate(0)).isCloseTo(10, within(1e-13));
        assertThat(new OptimalRate(1e-4).rate(500)).isCloseTo(1 / 0.15, within(1e-13));
    }

    @Test
    void unknownNamesAreRefused() {
        SnapshotOutput out = new SnapshotOutput();
        out.text("nesterov");
        byte[] bytes = out.toByteArray();
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> Optimizer.read(new SnapshotInput(bytes)))
                .withMessage("must be an optimizer, found nesterov");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> Schedule.read(new SnapshotInput(bytes)))
                .withMessage("must be a schedule, found nesterov");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> Order.read(new SnapshotInput(bytes)))
                .withMessage("must be an order of FTRL, found nesterov");
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sgd(new ConstantRate(0), 1))
                .withMessage("learningRate: must be > 0 and finite, found 0.0; momentum: must be in [0, 1), found 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Adam(null, -1, 1, 0))
                .withMessage("schedule: must be there, found null; beta1: must be in [0, 1), found -1.0;"
                        + " beta2: must be in [0, 1), found 1.0; epsilon: must be > 0 and finite, found 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RmsProp(new ConstantRate(1), 1, -1))
                .withMessage("rho: must be in [0, 1), found 1.0; epsilon: must be > 0 and finite, found -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FtrlProximal(0, -1, -1, -1, null))
                .withMessage("alpha: must be > 0 and finite, found 0.0; beta: must be >= 0 and finite, found -1.0;"
                        + " l1: must be >= 0 and finite, found -1.0; l2: must be >= 0 and finite, found -1.0;"
                        + " order: must be there, found null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InverseScaling(0, -1))
                .withMessage(
                        "learningRate: must be > 0 and finite, found 0.0; power: must be >= 0 and finite, found -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OptimalRate(Double.POSITIVE_INFINITY))
                .withMessage("alpha: must be > 0 and finite, found Infinity");
    }
}
