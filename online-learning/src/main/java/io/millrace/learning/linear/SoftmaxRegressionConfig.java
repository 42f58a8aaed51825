package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Softmax (multinomial logistic) regression by gradient descent, row by row; see {@link SoftmaxLearner}. Scores are the probabilities of
 * the classes.
 *
 * @param classes k, in [2, 10,000]
 * @param optimizer of the weights
 * @param l1 cumulative l1 penalty, &gt;= 0; not together with l2, nor with FTRL-Proximal, which has its own
 * @param l2 penalty ½·l2·‖w‖², &gt;= 0, felt by the features that a row has entries for
 * @param interceptRate learning rate of the intercepts, plain gradient descent; a constant 0 keeps them 0, as in River
 * @param clipGradient greatest absolute gradient with respect to each raw score, after the example's weight, &gt; 0
 * @param classWeights of classes 0 to k−1
 */
public record SoftmaxRegressionConfig(
        int classes,
        Optimizer optimizer,
        double l1,
        double l2,
        Schedule interceptRate,
        double clipGradient,
        ClassWeights classWeights)
        implements LearnerConfig {
    static final String ALGORITHM = "softmax-regression";

    /** Checks the values. */
    public SoftmaxRegressionConfig {
        ClassWeights.check(
                        RiverForm.check(optimizer, l1, l2, interceptRate, clipGradient)
                                .within("classes", classes, 2, 10_000),
                        classWeights,
                        classes)
                .done();
    }

    /** SGD with rate 0.01, intercept rate 0.01, no penalty: the defaults of {@link LogisticRegressionConfig}. */
    public static SoftmaxRegressionConfig defaults(int classes) {
        return new SoftmaxRegressionConfig(
                classes, Sgd.DEFAULTS, 0, 0, new ConstantRate(0.01), 1e12, ClassWeights.EQUAL);
    }

    public SoftmaxRegressionConfig withOptimizer(Optimizer optimizer) {
        return new SoftmaxRegressionConfig(classes, optimizer, l1, l2, interceptRate, clipGradient, classWeights);
    }

    public SoftmaxRegressionConfig withL1(double l1) {
        return new SoftmaxRegressionConfig(classes, optimizer, l1, l2, interceptRate, clipGradient, classWeights);
    }

    public SoftmaxRegressionConfig withL2(double l2) {
        return new SoftmaxRegressionConfig(classes, optimizer, l1, l2, interceptRate, clipGradient, classWeights);
    }

    public SoftmaxRegressionConfig withInterceptRate(Schedule interceptRate) {
        return new SoftmaxRegressionConfig(classes, optimizer, l1, l2, interceptRate, clipGradient, classWeights);
    }

    public SoftmaxRegressionConfig withClipGradient(double clipGradient) {
        return new SoftmaxRegressionConfig(classes, optimizer, l1, l2, interceptRate, clipGradient, classWeights);
    }

    public SoftmaxRegressionConfig withClassWeights(ClassWeights classWeights) {
        return new SoftmaxRegressionConfig(classes, optimizer, l1, l2, interceptRate, clipGradient, classWeights);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.MULTICLASS_CLASSIFICATION;
    }

    Equation.Rule rule() {
        return new Equation.Rule(optimizer, l1, l2, 0, RiverForm.interceptOptimizer(interceptRate));
    }

    @Override
    public SoftmaxLearner newLearner(int dimension) {
        return new SoftmaxLearner(this, dimension);
    }

    @Override
    public SoftmaxLearner readLearner(SnapshotInput in) {
        return SoftmaxLearner.read(this, in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(ALGORITHM, 1);
        out.integer(classes);
        optimizer.writeTo(out);
        out.number(l1);
        out.number(l2);
        interceptRate.writeTo(out);
        out.number(clipGradient);
        classWeights.writeTo(out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static SoftmaxRegressionConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new SoftmaxRegressionConfig(
                in.integer(),
                Optimizer.read(in),
                in.number(),
                in.number(),
                Schedule.read(in),
                in.number(),
                ClassWeights.read(in));
    }
}
