package io.millrace.jobs.pipeline;

import java.io.Serializable;

/**
 * What is done when something is signalled.
 *
 * @param on name of the signal, e.g. {@code drift.wrong.probability_late}; one that ends with {@code *} is a beginning of names
 * @param command what is asked for
 * @param target challenger that is to be promoted, {@code name@version}; learner that is to be frozen, empty: all; the webhook's name; empty for a
 *     rollback
 */
public record DriftAction(String on, Command command, String target) implements Serializable {
    /** What can be asked for. */
    public enum Command {
        /** Back to the champion before. */
        ROLLBACK,
        /** A challenger becomes champion. */
        PROMOTE,
        /** Learning stops until somebody thaws it. */
        FREEZE,
        /** The signal is posted to an address. */
        WEBHOOK
    }

    /** Whether a signal of this name is meant. */
    public boolean matches(String name) {
        return on.endsWith("*") ? name.startsWith(on.substring(0, on.length() - 1)) : name.equals(on);
    }

    /** Whether it is asked of the pipeline, by a command. */
    public boolean isCommand() {
        return command != Command.WEBHOOK;
    }
}
