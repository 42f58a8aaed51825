package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;

/** Options or arguments that say one thing about a command. */
public interface CommandPart {
    /** Adds what is wrong. Called once, before all else. */
    void check(Problems problems);

    /** Writes what was asked for into the command. */
    void fill(ControlCommand.Builder command, Workplace workplace);
}
