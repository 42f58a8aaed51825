package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.jobs.pipeline.DriftAction.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the part {@code drift.policy} of a pipeline file. */
final class PolicyReader {
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-zA-Z0-9._-]{0,62}@[1-9]\\d{0,17}");
    private static final Pattern SIGNAL = Pattern.compile("[^\\s*]+\\*?|\\*");
    private static final Duration LONGEST = Duration.ofDays(365);

    private final KeyReader keys;
    private final List<String> problems;

    /**
     * A reader.
     *
     * @param problems collects mistakes
     */
    PolicyReader(KeyReader keys, List<String> problems) {
        this.keys = keys;
        this.problems = problems;
    }

    DriftPolicy read(ConfigNode node) {
        DriftPolicy usual = DriftPolicy.NONE;
        // Those with mistakes may be named: one mistake is not reported as two.
        Set<String> names = node.objectsByName("webhooks").keySet();
        List<Webhook> webhooks = new WebhookReader(keys, problems).read(node);
        List<DriftAction> actions = new ArrayList<>();
        for (ConfigNode item : node.objects("actions")) {
            actions.add(action(item, names));
            item.finish();
        }
        boolean commands = actions.stream().anyMatch(DriftAction::isCommand);
        Optional<SigningKey> key = commands ? keys.read(node, "drift.policy", "the policy") : Optional.empty();
        if (!commands && node.has("signingKey")) {
            problems.add(
                    "drift.policy.signingKey: must not be given where no action is a command, found a value (not shown)");
        }
        DriftPolicy policy = new DriftPolicy(
                actions,
                node.flag("dryRun", usual.dryRun()),
                node.duration("coolDown", usual.coolDown(), Duration.ZERO, LONGEST),
                (int) node.integer("budget", (long) usual.budget(), 1, 1_000),
                key,
                webhooks);
        node.finish();
        return policy;
    }

    private static DriftAction action(ConfigNode item, Set<String> webhooks) {
        String on = item.text("on", null, SIGNAL, "must be the name of a signal, or the beginning of names and *");
        Command command = item.oneOf("do", Command.class, null);
        String target = "";
        if (command == Command.PROMOTE) {
            target = item.text("model", null, MODEL, "must be the challenger that is to be promoted, NAME@VERSION");
        } else if (item.has("model")) {
            item.reject("model", "only promote takes a model: rollback goes back to the champion before");
        }
        if (command == Command.FREEZE) {
            target = item.text("learner", "");
        } else if (item.has("learner")) {
            item.reject("learner", "only freeze takes a learner");
        }
        if (command == Command.WEBHOOK) {
            target = item.text("webhook");
            if (!target.isEmpty() && !webhooks.contains(target)) {
                item.reject("webhook", "must be the name of one of drift.policy.webhooks " + webhooks);
            }
        } else if (item.has("webhook")) {
            item.reject("webhook", "only webhook takes one");
        }
        return new DriftAction(on, command, target);
    }
}
