package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.cli.swap.TargetParameter;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model abort}. */
@Command(
        name = "abort",
        description = "Give up a command that is not decided yet. It overtakes the commands that wait.")
final class ModelAbortCommand extends SwapCommand {
    @Mixin
    private TargetParameter target;

    private ModelAbortCommand() {
        super(CommandKind.ABORT);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(target);
    }
}
