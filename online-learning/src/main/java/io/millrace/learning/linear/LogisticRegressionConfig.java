package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.BinaryLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Logistic regression by gradient descent, row by row, in the form of River's {@code LogisticRegression}; see {@link GradientLearner}.
 *
 * <p>The score is the probability of class 1 under log loss, and the raw score p under the other losses.
 *
 * @param loss log loss for probabilities, or a hinge for a support vector machine
 * @param optimizer of the weights
 * @param l1 cumulative l1 penalty, &gt;= 0; not together with l2, nor with FTRL-Proximal, which has its own
 * @param l2 penalty ½·l2·‖w‖², &gt;= 0, felt by the features that a row has entries for
 * @param interceptInit where the intercept begins, finite
 * @param interceptRate learning rate of the intercept, plain gradient descent; a constant 0 keeps it as it is
 * @param clipGradient greatest absolute gradient with respect to p, after the example's weight, &gt; 0
 * @param classWeights of classes 0 and 1
 */
public record LogisticRegressionConfig(
        BinaryLoss loss,
        Optimizer optimizer,
        double l1,
        double l2,
        double interceptInit,
        Schedule interceptRate,
        double clipGradient,
        ClassWeights classWeights)
        implements LearnerConfig {
    static final String ALGORITHM = "logistic-regression";

    /** Log loss, SGD with rate 0.01, intercept rate 0.01, no penalty: River's defaults. */
    public static final LogisticRegressionConfig DEFAULTS = new LogisticRegressionConfig(
            new LogLoss(), Sgd.DEFAULTS, 0, 0, 0, new ConstantRate(0.01), 1e12, ClassWeights.EQUAL);

    /** Checks the values. */
    public LogisticRegressionConfig {
        Checks checks = RiverForm.check(optimizer, l1, l2, interceptRate, clipGradient)
                .require(loss != null, "loss", "must be there", loss)
                .finite("interceptInit", interceptInit);
        ClassWeights.check(checks, classWeights, 2).done();
    }

    public LogisticRegressionConfig withLoss(BinaryLoss loss) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withOptimizer(Optimizer optimizer) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withL1(double l1) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withL2(double l2) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withInterceptInit(double interceptInit) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withInterceptRate(Schedule interceptRate) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withClipGradient(double clipGradient) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    public LogisticRegressionConfig withClassWeights(ClassWeights classWeights) {
        return new LogisticRegressionConfig(
                loss, optimizer, l1, l2, interceptInit, interceptRate, clipGradient, classWeights);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.BINARY_CLASSIFICATION;
    }

    private GradientLearner.Rule rule() {
        Equation.Rule equation =
                new Equation.Rule(optimizer, l1, l2, interceptInit, RiverForm.interceptOptimizer(interceptRate));
        return new GradientLearner.Rule(
                loss, loss instanceof LogLoss ? Link.LOGISTIC : Link.IDENTITY, equation, clipGradient, 1, classWeights);
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
        classWeights.writeTo(out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static LogisticRegressionConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new LogisticRegressionConfig(
                BinaryLoss.read(in),
                Optimizer.read(in),
                in.number(),
                in.number(),
                in.number(),
                Schedule.read(in),
                in.number(),
                ClassWeights.read(in));
    }
}
