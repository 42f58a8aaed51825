package io.millrace.jobs.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What alarms lead to, without anybody being asked.
 *
 * @param actions the first that fits an alarm is taken; empty: nothing is ever done
 * @param dryRun whether it is only told what would be done
 * @param coolDown event time after an action in which there is no other
 * @param budget most actions on one day of event time, UTC
 * @param signingKey signs commands; empty: local mode's own, or none
 */
public record DriftPolicy(
        List<DriftAction> actions, boolean dryRun, Duration coolDown, int budget, Optional<SigningKey> signingKey) {
    /** Nothing is ever done. */
    public static final DriftPolicy NONE = new DriftPolicy(List.of(), false, Duration.ofHours(6), 2, Optional.empty());

    /** Copies the list. */
    public DriftPolicy {
        actions = List.copyOf(actions);
    }

    /** This with another key. */
    DriftPolicy withSigningKey(SigningKey key) {
        return new DriftPolicy(actions, dryRun, coolDown, budget, Optional.of(key));
    }
}
