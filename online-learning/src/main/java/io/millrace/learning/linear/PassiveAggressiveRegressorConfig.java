package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.EpsilonInsensitiveLoss;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Passive-aggressive regression, with the loss max(0, |y − p| − ε); see {@link PassiveAggressiveLearner}. As in scikit-learn: River's maps
 * y to 2y − 1 first, a defect.
 *
 * @param mode how far it goes for an example
 * @param c aggressiveness C, &gt; 0; mode {@code PA} has none, so it must be 1 there
 * @param epsilon ε, errors up to it are none, in units of the label, &gt;= 0
 * @param intercept whether one is learned
 */
public record PassiveAggressiveRegressorConfig(PassiveAggressiveMode mode, double c, double epsilon, boolean intercept)
        implements LearnerConfig {
    static final String ALGORITHM = "passive-aggressive-regressor";

    /** PA-I with C 1, ε 0.1 and an intercept: scikit-learn's defaults. */
    public static final PassiveAggressiveRegressorConfig DEFAULTS =
            new PassiveAggressiveRegressorConfig(PassiveAggressiveMode.PA_I, 1, 0.1, true);

    /** Checks the values. */
    public PassiveAggressiveRegressorConfig {
        new Checks()
                .require(mode != null, "mode", "must be there", mode)
                .positive("c", c)
                .require(mode != PassiveAggressiveMode.PA || c == 1, "c", "must be 1 in mode PA, which has none", c)
                .notNegative("epsilon", epsilon)
                .done();
    }

    public PassiveAggressiveRegressorConfig withMode(PassiveAggressiveMode mode) {
        return new PassiveAggressiveRegressorConfig(mode, c, epsilon, intercept);
    }

    public PassiveAggressiveRegressorConfig withC(double c) {
        return new PassiveAggressiveRegressorConfig(mode, c, epsilon, intercept);
    }

    public PassiveAggressiveRegressorConfig withEpsilon(double epsilon) {
        return new PassiveAggressiveRegressorConfig(mode, c, epsilon, intercept);
    }

    public PassiveAggressiveRegressorConfig withIntercept(boolean intercept) {
        return new PassiveAggressiveRegressorConfig(mode, c, epsilon, intercept);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    @Override
    public PassiveAggressiveLearner newLearner(int dimension) {
        return new PassiveAggressiveLearner(
                this, dimension, mode, c, new EpsilonInsensitiveLoss(epsilon), intercept, ClassWeights.EQUAL);
    }

    @Override
    public PassiveAggressiveLearner readLearner(SnapshotInput in) {
        PassiveAggressiveLearner learner = newLearner(LinearLearner.readDimension(in, this));
        learner.readFrom(in);
        return learner;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(ALGORITHM, 1);
        out.text(mode.name());
        out.number(c);
        out.number(epsilon);
        out.flag(intercept);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static PassiveAggressiveRegressorConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new PassiveAggressiveRegressorConfig(
                PassiveAggressiveMode.read(in), in.number(), in.number(), in.flag());
    }
}
