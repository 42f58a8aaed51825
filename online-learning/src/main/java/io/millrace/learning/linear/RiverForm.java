package io.millrace.learning.linear;

import io.millrace.learning.config.Checks;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.optimizer.Sgd;

/** What the configurations of logistic, linear and softmax regression share. */
final class RiverForm {
    private RiverForm() {}

    /** Begins the checks of what all of them have. */
    static Checks check(Optimizer optimizer, double l1, double l2, Schedule interceptRate, double clipGradient) {
        return new Checks()
                .require(optimizer != null, "optimizer", "must be there", optimizer)
                .notNegative("l1", l1)
                .notNegative("l2", l2)
                .require(l1 == 0 || l2 == 0, "l1", "must be 0 together with l2=" + l2, l1)
                .require(
                        l1 == 0 || !(optimizer instanceof FtrlProximal),
                        "l1",
                        "must be 0 with ftrl-proximal, which has an l1 of its own",
                        l1)
                .require(interceptRate != null, "interceptRate", "must be there", interceptRate)
                .positive("clipGradient", clipGradient);
    }

    /** Plain gradient descent, or null where the rate is 0. */
    static Optimizer interceptOptimizer(Schedule rate) {
        return rate.rate(0) == 0 ? null : new Sgd(rate, 0);
    }
}
