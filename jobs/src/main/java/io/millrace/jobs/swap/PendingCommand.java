package io.millrace.jobs.swap;

import io.millrace.model.store.ModelFetcher;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.time.Instant;
import java.util.List;

/**
 * A command that has no outcome yet.
 *
 * @param ticket number for the subtasks to answer with
 * @param offset its offset on the control topic
 * @param command the command
 * @param inBacklog whether it was there before the job started, so that events from its event time on must wait for its
 *     outcome: a replay then gets the same versions as the first run
 */
record PendingCommand(long ticket, long offset, ControlCommand command, boolean inBacklog) {
    CommandKind kind() {
        return command.getKind();
    }

    Instant effectiveFrom() {
        return command.getEffectiveFrom();
    }

    /** The model as the command names it. */
    DeployedModel model() {
        return new DeployedModel(
                command.getModel(), command.getVersion(), command.getSha256(), command.getSize(), command.getUri());
    }

    String label() {
        return command.getModel() + "@" + command.getVersion();
    }

    /** A record about it. */
    ModelStatus.Builder status(StatusPhase phase, Instant time) {
        return status(phase, time, kind(), model());
    }

    /** What was not accepted may be anything, a password in an address too; what was is needed to fetch it again. */
    private static boolean isDecided(StatusPhase phase) {
        return switch (phase) {
            case COMMITTING, ACTIVE, RETIRED, DEGRADED -> true;
            default -> false;
        };
    }

    /** A record about it, with what the coordinator has made of it. */
    ModelStatus.Builder status(StatusPhase phase, Instant time, CommandKind kind, DeployedModel model) {
        return ModelStatus.newBuilder()
                .setTime(time)
                .setPhase(phase)
                .setSlot(command.getSlot())
                .setKind(kind)
                .setCommandId(command.getId())
                .setControlOffset(offset)
                .setModel(model.name())
                .setVersion(model.version())
                .setUri(isDecided(phase) ? model.uri() : ModelFetcher.printable(model.uri()))
                .setSha256(model.sha256())
                .setSize(model.size())
                .setPercent(command.getPercent())
                .setEffectiveFrom(effectiveFrom())
                .setPositions(List.of())
                .setIssuer(command.getIssuer())
                .setNotAfter(command.getNotAfter());
    }
}
