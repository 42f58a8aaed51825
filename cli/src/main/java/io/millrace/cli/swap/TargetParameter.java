package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import picocli.CommandLine.Parameters;

/** The command that another one is about. */
public final class TargetParameter implements CommandPart {
    @Parameters(paramLabel = "COMMAND_ID", description = "Id of the command.")
    private String id;

    @Override
    public void check(Problems problems) {
        problems.unless(!id.isBlank(), "COMMAND_ID", "must not be empty", "\"" + id + "\"");
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setTarget(id);
    }
}
