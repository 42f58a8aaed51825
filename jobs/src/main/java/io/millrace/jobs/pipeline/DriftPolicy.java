package io.millrace.jobs.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What alarms lead to, without anybody being asked.
 *
 * @param actions of the commands the first that fits an alarm is taken, and the first of the webhooks; empty: nothing is ever done
 * @param dryRun whether it is only told what would be done
 * @param coolDown event time after a command in which there is no other; the same for webhooks, apart
 * @param budget most commands on one day of event time, UTC, and most webhooks
 * @param signingKey signs commands; empty: local mode's own, or none
 * @param webhooks that actions may name
 */
public record DriftPolicy(
        List<DriftAction> actions,
        boolean dryRun,
        Duration coolDown,
        int budget,
        Optional<SigningKey> signingKey,
        List<Webhook> webhooks) {
    /** Nothing is ever done. */
    public static final DriftPolicy NONE =
            new DriftPolicy(List.of(), false, Duration.ofHours(6), 2, Optional.empty(), List.of());

    /** Copies the lists. */
    public DriftPolicy {
        actions = List.copyOf(actions);
        webhooks = List.copyOf(webhooks);
    }

    /**
     * Holds what is to be frozen against what learns.
     *
     * @param learners their names
     * @param problems collects mistakes
     */
    void check(List<String> learners, List<String> problems) {
        for (int i = 0; i < actions.size(); i++) {
            DriftAction action = actions.get(i);
            String path = "drift.policy.actions[" + i + "]";
            if (action.command() != DriftAction.Command.FREEZE) {
                continue;
            }
            if (learners.isEmpty()) {
                problems.add(path + ".do: freeze needs learners, found none");
            } else if (!action.target().isEmpty() && !learners.contains(action.target())) {
                problems.add(path + ".learner: must be one of " + learners + ", found \"" + action.target() + "\"");
            }
        }
    }

    /** This with another key. */
    DriftPolicy withSigningKey(SigningKey key) {
        return new DriftPolicy(actions, dryRun, coolDown, budget, Optional.of(key), webhooks);
    }
}
