package io.millrace.learning.linear;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.loss.HingeLoss;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Passive-aggressive classification, with hinge loss max(0, 1 − sp); see {@link PassiveAggressiveLearner}. The score is the raw score p.
 *
 * @param mode how far it goes for an example
 * @param c aggressiveness C, &gt; 0; mode {@code PA} has none, so it must be 1 there
 * @param intercept whether one is learned
 * @param classWeights of classes 0 and 1
 */
public record PassiveAggressiveClassifierConfig(
        PassiveAggressiveMode mode, double c, boolean intercept, ClassWeights classWeights) implements LearnerConfig {
    static final String ALGORITHM = "passive-aggressive-classifier";

    /** PA-I with C 1 and an intercept: River's and scikit-learn's defaults. */
    public static final PassiveAggressiveClassifierConfig DEFAULTS =
            new PassiveAggressiveClassifierConfig(PassiveAggressiveMode.PA_I, 1, true, ClassWeights.EQUAL);

    /** Checks the values. */
    public PassiveAggressiveClassifierConfig {
        Checks checks = new Checks()
                .require(mode != null, "mode", "must be there", mode)
                .positive("c", c)
                .require(mode != PassiveAggressiveMode.PA || c == 1, "c", "must be 1 in mode PA, which has none", c);
        ClassWeights.check(checks, classWeights, 2).done();
    }

    public PassiveAggressiveClassifierConfig withMode(PassiveAggressiveMode mode) {
        return new PassiveAggressiveClassifierConfig(mode, c, intercept, classWeights);
    }

    public PassiveAggressiveClassifierConfig withC(double c) {
        return new PassiveAggressiveClassifierConfig(mode, c, intercept, classWeights);
    }

    public PassiveAggressiveClassifierConfig withIntercept(boolean intercept) {
        return new PassiveAggressiveClassifierConfig(mode, c, intercept, classWeights);
    }

    public PassiveAggressiveClassifierConfig withClassWeights(ClassWeights classWeights) {
        return new PassiveAggressiveClassifierConfig(mode, c, intercept, classWeights);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return Task.BINARY_CLASSIFICATION;
    }

    @Override
    public PassiveAggressiveLearner newLearner(int dimension) {
        return new PassiveAggressiveLearner(this, dimension, mode, c, new HingeLoss(), intercept, classWeights);
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
        out.flag(intercept);
        classWeights.writeTo(out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static PassiveAggressiveClassifierConfig read(SnapshotInput in) {
        in.version(ALGORITHM, 1);
        return new PassiveAggressiveClassifierConfig(
                PassiveAggressiveMode.read(in), in.number(), in.flag(), ClassWeights.read(in));
    }
}
