package io.millrace.jobs.swap;

import io.millrace.model.Sha256;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a command that is read and signed may be carried out now, and what exactly it asks for. Decided when its turn
 * comes, because earlier commands change the answer.
 */
final class CommandRules {
    /** Ids are remembered as long as a command could come again, so this bounds how many. */
    static final Duration LONGEST_VALIDITY = Duration.ofDays(7);

    /** Each one costs memory and time on every subtask. */
    static final int MOST_SHADOWS = 4;

    private CommandRules() {}

    /**
     * What a command comes to.
     *
     * @param kind how it is carried out; a RETIRE of the champion with a fallback is a ROLLBACK to it
     * @param model the model that it is about
     */
    record Resolved(CommandKind kind, DeployedModel model) {}

    /**
     * Checks a command against the state.
     *
     * @throws CommandReader.Refusal with the first rule that it breaks
     */
    static Resolved resolve(ControlCommand command, SwapState state, Instant now) {
        checkFreshness(command, state, now);
        if (command.getExpectedChampion() != null
                && !command.getExpectedChampion().equals(state.champion().label())) {
            throw refusal(
                    "UNEXPECTED_CHAMPION",
                    "expectedChampion: must be the newest champion, " + state.champion() + ", found "
                            + command.getExpectedChampion());
        }
        return switch (command.getKind()) {
            case DEPLOY -> new Resolved(CommandKind.DEPLOY, newModel(command, state));
            case CANARY -> canary(command, state);
            case SHADOW -> shadow(command, state);
            case PROMOTE -> promote(command, state);
            case ROLLBACK -> rollback(command, state);
            case RETIRE -> retire(command, state);
            default -> throw refusal("UNKNOWN_COMMAND", "kind: must be one that this release knows");
        };
    }

    static void checkFreshness(ControlCommand command, SwapState state, Instant now) {
        if (command.getNotAfter().isBefore(now)) {
            throw attack("STALE", "notAfter: must not be over, found " + command.getNotAfter());
        }
        if (command.getNotAfter().isAfter(now.plus(LONGEST_VALIDITY))) {
            throw refusal(
                    "INVALID",
                    "notAfter: must be at most " + LONGEST_VALIDITY.toDays() + " days ahead, found "
                            + command.getNotAfter());
        }
        if (command.getId().isEmpty()) {
            throw refusal("INVALID", "id: must not be empty");
        }
        if (state.decidedIds.containsKey(command.getId())) {
            throw attack("REPLAYED", "id: must be new, found " + command.getId() + " again");
        }
    }

    private static DeployedModel newModel(ControlCommand command, SwapState state) {
        if (command.getModel().isEmpty() || command.getVersion() < 1) {
            throw refusal(
                    "INVALID",
                    "model: must have a name and a version >= 1, found \"" + command.getModel() + "\" "
                            + command.getVersion());
        }
        if (!Sha256.isHash(command.getSha256()) || command.getSize() < 1) {
            throw refusal(
                    "INVALID",
                    "sha256, size: " + Sha256.RULE + " and >= 1, found \"" + command.getSha256() + "\" "
                            + command.getSize());
        }
        checkVersion(command, state);
        return new DeployedModel(
                command.getModel(), command.getVersion(), command.getSha256(), command.getSize(), command.getUri());
    }

    private static void checkVersion(ControlCommand command, SwapState state) {
        Long highest = state.highestVersions.get(command.getModel());
        if (highest != null && command.getVersion() <= highest) {
            throw attack(
                    "STALE",
                    "version: must be greater than " + highest + ", the highest of " + command.getModel()
                            + " that was champion (to go back, use ROLLBACK), found " + command.getVersion());
        }
    }

    private static void checkPercent(ControlCommand command) {
        if (command.getPercent() < 1 || command.getPercent() > 100) {
            throw refusal("INVALID", "percent: must be 1 to 100, found " + command.getPercent());
        }
    }

    private static Resolved canary(ControlCommand command, SwapState state) {
        checkPercent(command);
        return new Resolved(CommandKind.CANARY, newModel(command, state));
    }

    private static Resolved shadow(ControlCommand command, SwapState state) {
        checkPercent(command);
        if (command.getEffectiveFrom() != null) {
            throw refusal(
                    "INVALID",
                    "effectiveFrom: must be now for SHADOW, which decides nothing, found "
                            + command.getEffectiveFrom());
        }
        DeployedModel model = newModel(command, state);
        boolean isNew =
                state.shadows.stream().noneMatch(shadow -> shadow.model().name().equals(model.name()));
        if (isNew && state.shadows.size() >= MOST_SHADOWS) {
            throw refusal(
                    "INVALID",
                    "shadows: must be at most " + MOST_SHADOWS + "; retire one first, found " + state.shadows.size());
        }
        return new Resolved(CommandKind.SHADOW, model);
    }

    private static Resolved promote(ControlCommand command, SwapState state) {
        DeployedModel model = state.challenger(label(command))
                .orElseThrow(() -> refusal(
                        "UNKNOWN_MODEL", "model: must be a canary or shadow of the slot, found " + label(command)));
        checkVersion(command, state);
        return new Resolved(CommandKind.PROMOTE, model);
    }

    private static Resolved rollback(ControlCommand command, SwapState state) {
        if (command.getModel().isEmpty()) {
            DeployedModel before = state.championBefore();
            if (before == null) {
                throw refusal(
                        "NO_FALLBACK",
                        "rollback: must have a champion before " + state.champion() + " to go back to, found none");
            }
            return new Resolved(CommandKind.ROLLBACK, before);
        }
        return new Resolved(CommandKind.ROLLBACK, formerChampion(label(command), state));
    }

    private static DeployedModel formerChampion(String label, SwapState state) {
        if (label.equals(state.champion().label())) {
            throw refusal("INVALID", "model: must not be the champion already, found " + label);
        }
        return state.knownChampion(label)
                .orElseThrow(() ->
                        refusal("UNKNOWN_MODEL", "model: must have been champion of the slot before, found " + label));
    }

    private static Resolved retire(ControlCommand command, SwapState state) {
        Optional<DeployedModel> challenger = state.challenger(label(command));
        if (challenger.isPresent()) {
            boolean isCanary = state.canary().map(Challenger::model).equals(challenger);
            if (!isCanary && command.getEffectiveFrom() != null) {
                throw refusal(
                        "INVALID",
                        "effectiveFrom: must be now for the RETIRE of a shadow, which decides nothing, found "
                                + command.getEffectiveFrom());
            }
            return new Resolved(CommandKind.RETIRE, challenger.get());
        }
        if (!label(command).equals(state.champion().label())) {
            throw refusal("UNKNOWN_MODEL", "model: must serve in the slot, found " + label(command));
        }
        if (command.getFallback() == null) {
            throw refusal(
                    "CHAMPION", "fallback: must be named to retire the champion, " + label(command) + ", found none");
        }
        return new Resolved(CommandKind.ROLLBACK, formerChampion(command.getFallback(), state));
    }

    private static String label(ControlCommand command) {
        return command.getModel() + "@" + command.getVersion();
    }

    private static CommandReader.Refusal refusal(String reason, String detail) {
        return new CommandReader.Refusal(reason, detail, false);
    }

    private static CommandReader.Refusal attack(String reason, String detail) {
        return new CommandReader.Refusal(reason, detail, true);
    }
}
