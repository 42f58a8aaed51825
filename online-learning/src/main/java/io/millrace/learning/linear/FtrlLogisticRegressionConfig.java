package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.FtrlProximal.Order;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Logistic regression by {@link FtrlProximal}, in the form of Flink ML's {@code OnlineLogisticRegression}; see
 * {@link GradientLearner}. The score is the probability of class 1.
 *
 * <p>Flink ML has no intercept, makes a step for each 32 rows, begins with weights that it is given
 * ({@link LinearLearner#startFrom}) and ignores weights of dense rows. Here the intercept, if wanted, is learned like the weight of a
 * feature that is always 1, without penalties; each row is a step unless told otherwise; weights begin at 0; and rows' weights count.
 *
 * @param alpha &gt; 0, scales the rates; the rate of a weight begins at about α/β
 * @param beta &gt;= 0
 * @param l1 penalty l1·‖w‖₁, &gt;= 0, which makes weights exactly 0
 * @param l2 penalty ½·l2·‖w‖², &gt;= 0
 * @param order when a weight is computed anew
 * @param intercept whether one is learned
 * @param batchSize rows whose mean gradient makes a step, &gt;= 1; a row of weight 0 is not one of them
 * @param clipGradient greatest absolute gradient with respect to p, after the row's weight, &gt; 0
 * @param classWeights of classes 0 and 1
 */
public record FtrlLogisticRegressionConfig(
        double alpha,
        double beta,
        double l1,
        double l2,
        Order order,
        boolean intercept,
        int batchSize,
        double clipGradient,
        ClassWeights classWeights)
        implements LearnerConfig {
    static final String ALGORITHM = "ftrl-logistic-regression";

    /** α and β 0.1, no penalties: Flink ML's defaults, but with an intercept and row by row. */
    public static final FtrlLogisticRegressionConfig DEFAULTS =
            new FtrlLogisticRegressionConfig(0.1, 0.1, 0, 0, Order.GRADIENT_FIRST, true, 1, 1e12, ClassWeights.EQUAL);

    /** Checks the values. */
    public FtrlLogisticRegressionConfig {
        Checks checks = new Checks()
                .positive("alpha", alpha)
                .notNegative("beta", beta)
                .notNegative("l1", l1)
                .notNegative("l2", l2)
                .require(order != null, "order", "must be there", order)
                .require(batchSize >= 1, "batchSize", "must be >= 1", batchSize)
                .positive("clipGradient", clipGradient);
        ClassWeights.check(checks, classWeights, 2).done();
    }

    public FtrlLogisticRegressionConfig withAlpha(double alpha) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withBeta(double beta) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withL1(double l1) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withL2(double l2) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withOrder(Order order) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withIntercept(boolean intercept) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withBatchSize(int batchSize) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withClipGradient(double clipGradient) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
    }

    public FtrlLogisticRegressionConfig withClassWeights(ClassWeights classWeights) {
        return new FtrlLogisticRegressionConfig(
                alpha, beta, l1, l2, order, intercept, batchSize, clipGradient, classWeights);
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
        Optimizer interceptOptimizer = intercept ? new FtrlProximal(alpha, beta, 0, 0, order) : null;
        Equation.Rule equation =
                new Equation.Rule(new FtrlProximal(alpha, beta, l1, l2, order), 0, 0, 0, interceptOptimizer);
        return new GradientLearner.Rule(new LogLoss(), Link.LOGISTIC, equation, clipGradient, batchSize, classWeights);
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
        out.number(alpha);
        out.number(beta);
        out.number(l1);
        out.number(l2);
        out.text(order.name());
        out.flag(intercept);
        out.integer(batchSize);
        out.number(clipGradient);
        classWeights.writeTo(out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static FtrlLogisticRegressionConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new FtrlLogisticRegressionConfig(
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                Order.read(in),
                in.flag(),
                in.integer(),
                in.number(),
                ClassWeights.read(in));
    }
}
