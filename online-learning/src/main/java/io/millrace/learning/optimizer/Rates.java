package io.millrace.learning.optimizer;

import io.millrace.learning.config.Checks;

/** What all optimisers ask of their schedule. */
final class Rates {
    private Rates() {}

    /** Begins the checks of an optimiser with those of its schedule. */
    static Checks check(Schedule schedule) {
        Checks checks = new Checks().require(schedule != null, "schedule", "must be there", schedule);
        return schedule == null ? checks : checks.positive("learningRate", schedule.rate(0));
    }
}
