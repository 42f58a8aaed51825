package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.BinaryLoss;
import io.millrace.learning.loss.HingeLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.optimizer.OptimalRate;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Classification by gradient descent in the form of scikit-learn's {@code SGDClassifier}; see {@link SgdLearner}.
 *
 * <p>The score is the probability of class 1 under log loss, and the raw score p under the other losses.
 *
 * @param loss hinge for a support vector machine, log loss for probabilities
 * @param penalty of the weights; the intercept is free
 * @param schedule of the learning rate; {@code OptimalRate} is meant for the penalty's α
 * @param interceptFactor how much longer or shorter the intercept's steps are, &gt;= 0: 0 for no intercept; 0.01 is scikit-learn's for
 *     sparse rows
 * @param averageFrom number of the step, from 1, whose weights are the first of the mean that is then served; 0 for no mean
 * @param clipGradient greatest absolute gradient with respect to p, before the example's weight, &gt; 0
 * @param classWeights of classes 0 and 1
 */
public record SgdClassifierConfig(
        BinaryLoss loss,
        Penalty penalty,
        Schedule schedule,
        double interceptFactor,
        long averageFrom,
        double clipGradient,
        ClassWeights classWeights)
        implements LearnerConfig {
    static final String ALGORITHM = "sgd-classifier";

    /** Hinge loss, l2 penalty with α 1e-4, optimal rate, no mean: scikit-learn's defaults. */
    public static final SgdClassifierConfig DEFAULTS = new SgdClassifierConfig(
            new HingeLoss(), Penalty.l2(1e-4), new OptimalRate(1e-4), 1, 0, 1e12, ClassWeights.EQUAL);

    /** Checks the values. */
    public SgdClassifierConfig {
        Checks checks = new Checks()
                .require(loss != null, "loss", "must be there", loss)
                .require(penalty != null, "penalty", "must be there", penalty)
                .require(schedule != null, "schedule", "must be there", schedule)
                .require(schedule == null || schedule.rate(0) > 0, "learningRate", "must be > 0", schedule)
                .notNegative("interceptFactor", interceptFactor)
                .require(averageFrom >= 0, "averageFrom", "must be >= 0", averageFrom)
                .positive("clipGradient", clipGradient);
        ClassWeights.check(checks, classWeights, 2).done();
    }

    public SgdClassifierConfig withLoss(BinaryLoss loss) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    public SgdClassifierConfig withPenalty(Penalty penalty) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    public SgdClassifierConfig withSchedule(Schedule schedule) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    public SgdClassifierConfig withInterceptFactor(double interceptFactor) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    public SgdClassifierConfig withAverageFrom(long averageFrom) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    public SgdClassifierConfig withClipGradient(double clipGradient) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    public SgdClassifierConfig withClassWeights(ClassWeights classWeights) {
        return new SgdClassifierConfig(
                loss, penalty, schedule, interceptFactor, averageFrom, clipGradient, classWeights);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.BINARY_CLASSIFICATION;
    }

    private SgdLearner.Rule rule() {
        return new SgdLearner.Rule(
                loss,
                loss instanceof LogLoss ? Link.LOGISTIC : Link.IDENTITY,
                penalty,
                schedule,
                interceptFactor,
                averageFrom,
                clipGradient,
                classWeights);
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
        classWeights.writeTo(out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static SgdClassifierConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new SgdClassifierConfig(
                BinaryLoss.read(in),
                Penalty.read(in),
                Schedule.read(in),
                in.number(),
                in.count(),
                in.number(),
                ClassWeights.read(in));
    }
}
