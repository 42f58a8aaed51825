package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.RegressionLoss;
import io.millrace.learning.loss.SquaredLoss;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Linear regression by gradient descent, row by row, in the form of River's {@code LinearRegression}; see {@link GradientLearner}.
 *
 * @param loss River's squared loss, whose gradient is twice scikit-learn's, or another
 * @param optimizer of the weights
 * @param l1 cumulative l1 penalty, &gt;= 0; not together with l2, nor with FTRL-Proximal, which has its own
 * @param l2 penalty ½·l2·‖w‖², &gt;= 0, felt by the features that a row has entries for
 * @param interceptInit where the intercept begins, finite
 * @param interceptRate learning rate of the intercept, plain gradient descent; a constant 0 keeps it as it is
 * @param clipGradient greatest absolute gradient with respect to p, after the example's weight, &gt; 0
 */
public record LinearRegressionConfig(
        RegressionLoss loss,
        Optimizer optimizer,
        double l1,
        double l2,
        double interceptInit,
        Schedule interceptRate,
        double clipGradient)
        implements LearnerConfig {
    static final String ALGORITHM = "linear-regression";

    /** Squared loss, SGD with rate 0.01, intercept rate 0.01, no penalty: River's defaults. */
    public static final LinearRegressionConfig DEFAULTS =
            new LinearRegressionConfig(new SquaredLoss(), Sgd.DEFAULTS, 0, 0, 0, new ConstantRate(0.01), 1e12);

    /** Checks the values. */
    public LinearRegressionConfig {
        Checks checks = RiverForm.check(optimizer, l1, l2, interceptRate, clipGradient)
                .require(loss != null, "loss", "must be there", loss)
                .finite("interceptInit", interceptInit);
        checks.done();
    }

    public LinearRegressionConfig withLoss(RegressionLoss loss) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    public LinearRegressionConfig withOptimizer(Optimizer optimizer) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    public LinearRegressionConfig withL1(double l1) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    public LinearRegressionConfig withL2(double l2) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    public LinearRegressionConfig withInterceptInit(double interceptInit) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    public LinearRegressionConfig withInterceptRate(Schedule interceptRate) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    public LinearRegressionConfig withClipGradient(double clipGradient) {
        return new LinearRegressionConfig(loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    private GradientLearner.Rule rule() {
        Equation.Rule equation =
                new Equation.Rule(optimizer, l1, l2, interceptInit, RiverForm.interceptOptimizer(interceptRate));
        return new GradientLearner.Rule(loss, Link.IDENTITY, equation, clipGradient, 1, ClassWeights.EQUAL);
    }

    @Override
    public GradientLearner newLearner(int dimension) {
        return new GradientLearner(this, rule(), dimension);
    }

    @Override
    public GradientLearner readLearner(SnapshotInput in) {
        return GradientLearner.read(this, rule(), in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(ALGORITHM, 1);
        loss.writeTo(out);
        optimizer.writeTo(out);
        out.number(l1);
        out.number(l2);
        out.number(interceptInit);
        interceptRate.writeTo(out);
        out.number(clipGradient);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static LinearRegressionConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new LinearRegressionConfig(
                RegressionLoss.read(in),
                Optimizer.read(in),
                in.number(),
                in.number(),
                in.number(),
                Schedule.read(in),
                in.number());
    }
}
