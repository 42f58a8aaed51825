package io.millrace.jobs.learning;

import io.millrace.jobs.control.LearnerOutcomes;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Carries out commands about the learners of a slot, which were verified before, and tells the monitoring topic what came of each. A command that comes again
 * does no harm: what was released, rejected or taken back is so no second time. One thread.
 */
final class CommandDesk {
    private static final int MOST_NAMED = 10;
    private static final String NEVER_HELD = "is not held: it never was, or is forgotten";

    private final SlotLearners slot;
    private final Offers offers;

    CommandDesk(SlotLearners slot, Offers offers) {
        this.slot = slot;
        this.offers = offers;
    }

    /** What came of a command. */
    private enum Outcome {
        /** All of it was done. */
        DONE,
        /** Some of it was. */
        PARTLY,
        /** Nothing was. */
        REFUSED
    }

    /**
     * Carries out a command.
     *
     * @param now milliseconds
     */
    void take(ControlCommand command, long now) {
        if (command.getNotAfter().toEpochMilli() < now) {
            refuse(command, "STALE", "notAfter: must not be over, found " + command.getNotAfter());
        } else if (!command.getLearner().isEmpty()
                && slot.learner(command.getLearner()).isEmpty()) {
            refuse(
                    command,
                    "UNKNOWN_LEARNER",
                    "learner: must be one of " + slot.names() + ", found " + command.getLearner());
        } else {
            switch (command.getKind()) {
                case FREEZE -> freeze(command);
                case THAW -> thaw(command);
                case RELEASE, REJECT -> settle(command);
                case REVERT -> revert(command);
                default ->
                    refuse(
                            command,
                            "UNKNOWN_COMMAND",
                            "kind: must be one that this release knows, found " + command.getKind());
            }
        }
    }

    // --- freezing ---

    private void freeze(ControlCommand command) {
        List<HostedLearner> learners = slot.named(command.getLearner());
        learners.forEach(learner -> learner.hold(by(command)));
        tell(command, Outcome.DONE, "", learners.size(), names(learners) + " frozen by " + by(command));
    }

    private void thaw(ControlCommand command) {
        List<HostedLearner> gone = new ArrayList<>();
        List<HostedLearner> stuck = new ArrayList<>();
        for (HostedLearner learner : slot.named(command.getLearner())) {
            (slot.thaw(learner) ? gone : stuck).add(learner);
        }
        String cause = gone.isEmpty() ? "none goes on" : names(gone) + " goes on, by " + by(command);
        if (!stuck.isEmpty()) {
            cause += "; not done: what " + names(stuck)
                    + " has learned is not usable. With a greater thaw in the pipeline file it begins anew";
        }
        tell(command, outcome(gone.size(), stuck.size()), stuck.isEmpty() ? "" : "UNUSABLE", gone.size(), cause);
    }

    private static String names(List<HostedLearner> learners) {
        return learners.stream().map(HostedLearner::name).collect(Collectors.joining(", "));
    }

    private static String by(ControlCommand command) {
        return command.getIssuer() + " (command " + command.getId() + ")";
    }

    // --- quarantine ---

    private void settle(ControlCommand command) {
        if (command.getEvents().isEmpty()) {
            refuse(command, "INVALID", "events: must name at least one, found none");
            return;
        }
        List<String> refused = new ArrayList<>();
        long done = 0;
        for (String eventId : command.getEvents()) {
            String why = "";
            long before = done;
            for (HostedLearner learner : slot.filtered(command.getLearner())) {
                String found = settle(command, learner, eventId);
                if (found.isEmpty()) {
                    done++;
                } else if (why.isEmpty() || why.equals(NEVER_HELD)) {
                    why = found;
                }
            }
            if (done == before) {
                refused.add(eventId + " " + (why.isEmpty() ? NEVER_HELD : why));
            }
        }
        boolean release = command.getKind() == CommandKind.RELEASE;
        String cause = done + (release ? " released" : " rejected") + named(refused);
        tell(command, outcome(done, refused.size()), refused.isEmpty() ? "" : "NOT_HELD", done, cause);
    }

    /** Empty if it was done; else why not. */
    private String settle(ControlCommand command, HostedLearner learner, String eventId) {
        Quarantine quarantine = slot.quarantine();
        if (quarantine.held(learner.name(), eventId).isEmpty()) {
            return switch (quarantine.end(learner.name(), eventId)) {
                case RELEASED -> "was released before";
                case REJECTED -> "was rejected before";
                case EXPIRED -> "has expired: more were refused since than are held";
                case HELD, UNKNOWN -> NEVER_HELD;
            };
        }
        if (command.getKind() == CommandKind.RELEASE && !slot.release(learner, eventId)) {
            return "cannot be learned, now as before";
        }
        QuarantineState state =
                command.getKind() == CommandKind.RELEASE ? QuarantineState.RELEASED : QuarantineState.REJECTED;
        quarantine.end(learner.name(), eventId, state, command.getId(), command.getIssuer());
        return "";
    }

    private static String named(List<String> refused) {
        if (refused.isEmpty()) {
            return "";
        }
        int named = Math.min(MOST_NAMED, refused.size());
        String more = refused.size() > named ? "; and " + (refused.size() - named) + " more" : "";
        return "; not done: " + String.join("; ", refused.subList(0, named)) + more;
    }

    private static Outcome outcome(long done, int refused) {
        if (done == 0) {
            return Outcome.REFUSED;
        }
        return refused == 0 ? Outcome.DONE : Outcome.PARTLY;
    }

    // --- revert ---

    private void revert(ControlCommand command) {
        Instant from = command.getFrom();
        Instant to = command.getTo();
        Lessons lessons = slot.lessons();
        if (command.getPrincipal().isEmpty() || from == null || to == null || from.isAfter(to)) {
            refuse(
                    command,
                    "INVALID",
                    "principal, from, to: must name a principal and times, the first not after the last, found "
                            + command.getPrincipal() + ", " + from + ", " + to);
        } else if (!lessons.isKept()) {
            refuse(
                    command,
                    "NO_SNAPSHOT",
                    "admission.retention.examples: must be > 0 to take anything back, found nothing kept");
        } else if (from.toEpochMilli() <= lessons.forgotten()) {
            refuse(
                    command,
                    "NO_SNAPSHOT",
                    "from: must be after " + Instant.ofEpochMilli(lessons.forgotten())
                            + ", the time of the newest example that is not kept any more, found " + from);
        } else {
            slot.lessons()
                    .past(lesson -> isOf(lesson, command))
                    .ifPresentOrElse(
                            past -> revert(command, past),
                            () -> refuse(
                                    command,
                                    "NOTHING_TO_REVERT",
                                    "principal: must have taught between " + from + " and " + to
                                            + ", found no example of " + command.getPrincipal() + " among "
                                            + lessons.size()));
        }
    }

    private void revert(ControlCommand command, Lessons.Past past) {
        if (!slot.isOfThese(past)) {
            refuse(
                    command,
                    "NO_SNAPSHOT",
                    "from: must be after the last change of the options of a learner or of admission, found "
                            + command.getFrom());
            return;
        }
        long taken =
                past.lessons().stream().filter(lesson -> isOf(lesson, command)).count();
        slot.relearn(past, lesson -> isOf(lesson, command), command);
        tell(
                command,
                Outcome.DONE,
                "",
                taken,
                taken + " examples of " + command.getPrincipal() + " taken back, "
                        + (past.lessons().size() - taken) + " learned again");
    }

    private static boolean isOf(Lessons.Lesson lesson, ControlCommand command) {
        Example example = lesson.example();
        return command.getPrincipal().equals(example.principal)
                && example.time >= command.getFrom().toEpochMilli()
                && example.time <= command.getTo().toEpochMilli();
    }

    // --- what came of it ---

    private void refuse(ControlCommand command, String reason, String cause) {
        tell(command, Outcome.REFUSED, reason, 0, cause);
    }

    private void tell(ControlCommand command, Outcome outcome, String reason, long done, String cause) {
        long time = slot.newest() == Long.MIN_VALUE ? command.getIssuedAt().toEpochMilli() : slot.newest();
        offers.tell(offers.finding(LearnerOutcomes.KIND, "command." + command.getKind(), time)
                .setLabels(Map.of(
                        LearnerOutcomes.COMMAND,
                        command.getId(),
                        LearnerOutcomes.OUTCOME,
                        outcome.name(),
                        LearnerOutcomes.REASON,
                        reason))
                .setValue((double) done)
                .setSeverity(outcome == Outcome.DONE ? Severity.INFO : Severity.WARNING)
                .setCause(cause));
    }
}
