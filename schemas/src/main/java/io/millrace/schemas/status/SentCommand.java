package io.millrace.schemas.status;

import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;

/**
 * A command that is on the control topic, to be recognised in statuses.
 *
 * @param id its id
 * @param target id of the command that an ABORT is about; empty for all others
 * @param offset its offset on the control topic
 */
public record SentCommand(String id, String target, long offset) {
    /** The command that was sent to {@code offset}. */
    public static SentCommand of(ControlCommand command, long offset) {
        String target = command.getTarget();
        return new SentCommand(command.getId(), target == null ? "" : target, offset);
    }

    /** Whether a status is about this command, or about the one that it is to abort. */
    public boolean isConcernedBy(ModelStatus status) {
        return isOwn(status) || isOfTarget(status);
    }

    /** What a status says about the end of this command. */
    public CommandOutcome outcome(ModelStatus status) {
        if (!isOwn(status)) {
            return CommandOutcome.PENDING;
        }
        return switch (status.getPhase()) {
            case ACTIVE, RETIRED -> CommandOutcome.DONE;
            case REJECTED, ABORTED, DEGRADED -> CommandOutcome.FAILED;
            case UNKNOWN, VALIDATING, PREPARING, COMMITTING -> CommandOutcome.PENDING;
        };
    }

    /** Of a command that it cannot read, or that is gone, a job knows the offset only. */
    private boolean isOwn(ModelStatus status) {
        return status.getCommandId().equals(id)
                || (status.getCommandId().isEmpty() && status.getControlOffset() == offset);
    }

    private boolean isOfTarget(ModelStatus status) {
        return !target.isEmpty() && status.getCommandId().equals(target);
    }
}
