package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.jobs.pipeline.DriftAction.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the part {@code drift.policy} of a pipeline file. */
final class PolicyReader {
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-zA-Z0-9._-]{0,62}@[1-9]\\d{0,17}");
    private static final Pattern SIGNAL = Pattern.compile("[^\\s*]+\\*?|\\*");
    private static final Duration LONGEST = Duration.ofDays(365);

    private final KeyReader keys;

    /** A reader. */
    PolicyReader(KeyReader keys) {
        this.keys = keys;
    }

    DriftPolicy read(ConfigNode node) {
        DriftPolicy usual = DriftPolicy.NONE;
        List<DriftAction> actions = new ArrayList<>();
        for (ConfigNode item : node.objects("actions")) {
            actions.add(action(item));
            item.finish();
        }
        Optional<SigningKey> key = actions.isEmpty() ? Optional.empty() : keys.read(node, "drift.policy", "the policy");
        DriftPolicy policy = new DriftPolicy(
                actions,
                node.flag("dryRun", usual.dryRun()),
                node.duration("coolDown", usual.coolDown(), Duration.ZERO, LONGEST),
                (int) node.integer("budget", (long) usual.budget(), 1, 1_000),
                key);
        node.finish();
        return policy;
    }

    private static DriftAction action(ConfigNode item) {
        String on = item.text("on", null, SIGNAL, "must be the name of a signal, or the beginning of names and *");
        Command command = item.oneOf("do", Command.class, null);
        String model = "";
        if (command == Command.PROMOTE) {
            model = item.text("model", null, MODEL, "must be the challenger that is to be promoted, NAME@VERSION");
        } else if (item.has("model")) {
            item.reject("model", "only promote takes a model: rollback goes back to the champion before");
        }
        return new DriftAction(on, command, model);
    }
}
