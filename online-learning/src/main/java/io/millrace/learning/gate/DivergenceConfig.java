package io.millrace.learning.gate;

import io.millrace.learning.config.Checks;
import java.io.Serializable;

/**
 * When a learner counts as gone astray.
 *
 * @param maxMagnitude greatest absolute value that a learned parameter may have, &gt; 0
 * @param maxLossRatio how many times the loss of an answerer without skill the learner's own, fading, loss may be, &gt;= 1
 * @param minExamples that losses are not counted of, &gt;= 0: a learner begins untaught, and has to find e.g. that frauds are rare
 * @param checkEvery examples from one look at all parameters to the next, &gt;= 1
 */
public record DivergenceConfig(double maxMagnitude, double maxLossRatio, int minExamples, int checkEvery)
        implements Serializable {
    /**
     * Defaults: parameters up to 1e9, a loss up to four times that without skill, after 5,000 examples, a look at the
     * parameters every 1,000.
     */
    public static final DivergenceConfig DEFAULTS = new DivergenceConfig(1e9, 4, 5_000, 1_000);

    /** Refuses values outside their ranges. */
    public DivergenceConfig {
        new Checks()
                .positive("maxMagnitude", maxMagnitude)
                .require(
                        maxLossRatio >= 1 && Double.isFinite(maxLossRatio),
                        "maxLossRatio",
                        "must be >= 1 and finite",
                        maxLossRatio)
                .require(minExamples >= 0, "minExamples", "must be >= 0", minExamples)
                .require(checkEvery >= 1, "checkEvery", "must be >= 1", checkEvery)
                .done();
    }
}
