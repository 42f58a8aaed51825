package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.HalfSquaredLoss;
import io.millrace.learning.loss.RegressionLoss;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Regression by gradient descent in the form of scikit-learn's {@code SGDRegressor}; see {@link SgdLearner}.
 *
 * @param loss scikit-learn's {@code squared_error} is {@link HalfSquaredLoss}
 * @param penalty of the weights; the intercept is free
 * @param schedule of the learning rate; {@code OptimalRate} is meant for the penalty's α
 * @param interceptFactor how much longer or shorter the intercept's steps are, &gt;= 0: 0 for no intercept; 0.01 is scikit-learn's for
 *     sparse rows
 * @param averageFrom number of the step, from 1, whose weights are the first of the mean that is then served; 0 for no mean
 * @param clipGradient greatest absolute gradient with respect to p, before the example's weight, &gt; 0
 */
public record SgdRegressorConfig(
        RegressionLoss loss,
        Penalty penalty,
        Schedule schedule,
        double interceptFactor,
        long averageFrom,
        double clipGradient)
        implements LearnerConfig {
    static final String ALGORITHM = "sgd-regressor";

    /** Squared loss, l2 penalty with α 1e-4, rate 0.01/t^0.25, no mean: scikit-learn's defaults. */
    public static final SgdRegressorConfig DEFAULTS =
            new SgdRegressorConfig(new HalfSquaredLoss(), Penalty.l2(1e-4), new InverseScaling(0.01, 0.25), 1, 0, 1e12);

    /** Checks the values. */
    public SgdRegressorConfig {
        new Checks()
                .require(loss != null, "loss", "must be there", loss)
                .require(penalty != null, "penalty", "must be there", penalty)
                .require(schedule != null, "schedule", "must be there", schedule)
                .require(schedule == null || schedule.rate(0) > 0, "learningRate", "must be > 0", schedule)
                .notNegative("interceptFactor", interceptFactor)
                .require(averageFrom >= 0, "averageFrom", "must be >= 0", averageFrom)
                .positive("clipGradient", clipGradient)
                .done();
    }

    public SgdRegressorConfig withLoss(RegressionLoss loss) {
        return new SgdRegressorConfig(loss, penalty, schedule, interceptFactor, averageFrom, clipGradient);
    }

    public SgdRegressorConfig withPenalty(Penalty penalty) {
        return new SgdRegressorConfig(loss, penalty, schedule, interceptFactor, averageFrom, clipGradient);
    }

    public SgdRegressorConfig withSchedule(Schedule schedule) {
        return new SgdRegressorConfig(loss, penalty, schedule, interceptFactor, averageFrom, clipGradient);
    }

    public SgdRegressorConfig withInterceptFactor(double interceptFactor) {
        return new SgdRegressorConfig(loss, penalty, schedule, interceptFactor, averageFrom, clipGradient);
    }

    public SgdRegressorConfig withAverageFrom(long averageFrom) {
        return new SgdRegressorConfig(loss, penalty, schedule, interceptFactor, averageFrom, clipGradient);
    }

    public SgdRegressorConfig withClipGradient(double clipGradient) {
        return new SgdRegressorConfig(loss, penalty, schedule, interceptFactor, averageFrom, clipGradient);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    private SgdLearner.Rule rule() {
        return new SgdLearner.Rule(
                loss, Link.IDENTITY, penalty, schedule, interceptFactor, averageFrom, clipGradient, ClassWeights.EQUAL);
    }

    @Override
    public SgdLearner newLearner(int dimension) {
        return new SgdLearner(this, rule(), dimension);
    }

    @Override
    public SgdLearner readLearner(SnapshotInput in) {
        return SgdLearner.read(this, rule(), in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(ALGORITHM, 1);
        loss.writeTo(out);
        penalty.writeTo(out);
        schedule.writeTo(out);
        out.number(interceptFactor);
        out.count(averageFrom);
        out.number(clipGradient);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static SgdRegressorConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new SgdRegressorConfig(
                RegressionLoss.read(in), Penalty.read(in), Schedule.read(in), in.number(), in.count(), in.number());
    }
}
