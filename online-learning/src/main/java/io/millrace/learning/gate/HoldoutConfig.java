package io.millrace.learning.gate;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.evaluation.ScoreLoss;
import java.io.Serializable;

/**
 * What a candidate must not lose on examples that are trusted.
 *
 * @param loss of an example; its task is the learner's, which has labels
 * @param outputs how many scores there are
 * @param maxAucLoss by how much the candidate's AUC may be smaller than the best that was accepted, in [0, 1]; 1 switches it off, binary tasks only
 * @param maxLossIncrease by which share the candidate's mean loss may be greater than the least that was accepted, &gt;= 0; infinite switches it off
 * @param standardErrors how many standard errors of the difference a refused candidate must lie beyond such a limit to be called harmful, &gt;= 0; 0 calls each
 *     harmful, 1.645 one in twenty of those that are just at the limit
 */
public record HoldoutConfig(
        ScoreLoss loss, int outputs, double maxAucLoss, double maxLossIncrease, double standardErrors)
        implements Serializable {
    /** Refuses values outside their ranges. */
    public HoldoutConfig {
        boolean binary = loss.task() == Task.BINARY_CLASSIFICATION;
        new Checks()
                .require(loss.task().isSupervised(), "loss", "must be of a task with labels", loss)
                .require(outputs >= 1, "outputs", "must be >= 1", outputs)
                .within("maxAucLoss", maxAucLoss, 0, 1)
                .require(
                        binary || maxAucLoss == 1,
                        "maxAucLoss",
                        "must be 1 unless the task is binary classification",
                        maxAucLoss)
                .require(maxLossIncrease >= 0, "maxLossIncrease", "must be >= 0", maxLossIncrease)
                .notNegative("standardErrors", standardErrors)
                .done();
    }

    /** Defaults: of a binary task at most 0.01 of the AUC, whatever the loss; of others at most a loss greater by a twentieth; harmful beyond 1.645 standard errors. */
    public static HoldoutConfig of(ScoreLoss loss, int outputs) {
        boolean binary = loss.task() == Task.BINARY_CLASSIFICATION;
        return new HoldoutConfig(loss, outputs, binary ? 0.01 : 1, binary ? Double.POSITIVE_INFINITY : 0.05, 1.645);
    }

    /** With a limit on what may be lost of the AUC. */
    public HoldoutConfig withMaxAucLoss(double changed) {
        return new HoldoutConfig(loss, outputs, changed, maxLossIncrease, standardErrors);
    }

    /** With a limit on how much greater the mean loss may be. */
    public HoldoutConfig withMaxLossIncrease(double changed) {
        return new HoldoutConfig(loss, outputs, maxAucLoss, changed, standardErrors);
    }

    /** With another number of standard errors. */
    public HoldoutConfig withStandardErrors(double changed) {
        return new HoldoutConfig(loss, outputs, maxAucLoss, maxLossIncrease, changed);
    }
}
