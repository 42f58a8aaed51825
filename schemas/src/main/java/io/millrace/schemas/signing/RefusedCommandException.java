package io.millrace.schemas.signing;

import io.millrace.schemas.ControlCommand;
import java.util.Optional;

/** A record of the control topic that must not be followed. The message says in words what was expected and found. */
public final class RefusedCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient ControlCommand command;

    RefusedCommandException(Reason reason, String message, ControlCommand command, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.command = command;
    }

    /** Why; the names are stable codes, as the status topic carries them. */
    public enum Reason {
        /** Not a message of ours, outside or inside. */
        UNREADABLE,
        /** Unsigned, signed with a key that is not trusted, or changed after it was signed. */
        SIGNATURE,
        /** Signed as it must be, but of a kind that this version does not know. */
        UNKNOWN_COMMAND
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /**
     * The command, if it was signed as it must be. Of any other nothing is told: its id may be that of a command that is yet
     * to come, and whoever remembered it as decided would refuse the real one.
     */
    public Optional<ControlCommand> command() {
        return Optional.ofNullable(command);
    }
}
