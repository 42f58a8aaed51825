package io.millrace.learning.gate;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.evaluation.ScoreLoss;
import java.io.Serializable;

/**
 * What a candidate must show before it may serve.
 *
 * @param loss by which candidate and champion are compared, example by example; its task is the learner's
 * @param outputs how many scores there are; 1 for binary classification and regression
 * @param margin by how much the candidate's mean loss must be smaller, &gt;= 0
 * @param relative whether the margin is a share of the champion's mean loss (then &lt; 1) or in the loss's unit
 * @param standardErrors how many standard errors of the mean difference must lie between the difference and the margin; 0
 *     takes the difference as it is, 1.645 lets one in twenty through that is just at the margin
 * @param maxAucLoss the candidate's AUC on trial may be smaller than the champion's by this at most; 1 switches it off, binary tasks only
 * @param minExamples on which the verdict is given, &gt;= 2
 * @param every learned examples from one candidate to the next, &gt;= 1; a trial that is not over is waited for
 * @param maxRefusals this many candidates in a row that were worse than the champion, not merely no better, stop publishing; 0: never
 */
public record GateConfig(
        ScoreLoss loss,
        int outputs,
        double margin,
        boolean relative,
        double standardErrors,
        double maxAucLoss,
        int minExamples,
        long every,
        int maxRefusals)
        implements Serializable {
    /** Refuses values outside their ranges. */
    public GateConfig {
        boolean single = loss.task() == Task.BINARY_CLASSIFICATION || loss.task() == Task.REGRESSION;
        new Checks()
                .require(
                        single ? outputs == 1 : outputs >= 2, "outputs", single ? "must be 1" : "must be >= 2", outputs)
                .notNegative("margin", margin)
                .require(!relative || margin < 1, "margin", "must be < 1 if relative", margin)
                .notNegative("standardErrors", standardErrors)
                .within("maxAucLoss", maxAucLoss, 0, 1)
                .require(
                        maxAucLoss == 1 || loss.task() == Task.BINARY_CLASSIFICATION,
                        "maxAucLoss",
                        "must be 1 unless the task is binary classification",
                        maxAucLoss)
                .require(minExamples >= 2, "minExamples", "must be >= 2", minExamples)
                .require(every >= 1, "every", "must be >= 1", every)
                .require(maxRefusals >= 0, "maxRefusals", "must be >= 0", maxRefusals)
                .done();
    }

    /** Defaults: a smaller mean loss by 1.645 standard errors on 1,000 examples, a candidate every 5,000, stop after 3 worse ones. */
    public static GateConfig of(ScoreLoss loss, int outputs) {
        return new GateConfig(loss, outputs, 0, false, 1.645, 1, 1_000, 5_000, 3);
    }

    /** With a margin in the loss's unit. */
    public GateConfig withMargin(double value) {
        return new GateConfig(loss, outputs, value, false, standardErrors, maxAucLoss, minExamples, every, maxRefusals);
    }

    /** With a margin that is a share of the champion's mean loss. */
    public GateConfig withRelativeMargin(double share) {
        return new GateConfig(loss, outputs, share, true, standardErrors, maxAucLoss, minExamples, every, maxRefusals);
    }

    /** With this many standard errors. */
    public GateConfig withStandardErrors(double value) {
        return new GateConfig(loss, outputs, margin, relative, value, maxAucLoss, minExamples, every, maxRefusals);
    }

    /** With a limit on what may be lost of the AUC. */
    public GateConfig withMaxAucLoss(double value) {
        return new GateConfig(loss, outputs, margin, relative, standardErrors, value, minExamples, every, maxRefusals);
    }

    /** With a verdict after this many examples. */
    public GateConfig withMinExamples(int value) {
        return new GateConfig(loss, outputs, margin, relative, standardErrors, maxAucLoss, value, every, maxRefusals);
    }

    /** With a candidate every so many learned examples. */
    public GateConfig withEvery(long value) {
        return new GateConfig(
                loss, outputs, margin, relative, standardErrors, maxAucLoss, minExamples, value, maxRefusals);
    }

    /** With a stop after this many worse candidates in a row. */
    public GateConfig withMaxRefusals(int value) {
        return new GateConfig(loss, outputs, margin, relative, standardErrors, maxAucLoss, minExamples, every, value);
    }

    /** By how much a candidate must be better than a champion with this mean loss. */
    double requiredImprovement(double championLoss) {
        return relative ? margin * championLoss : margin;
    }
}
