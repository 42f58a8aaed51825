package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EarlierParameter;
import io.millrace.cli.swap.EffectOptions;
import io.millrace.cli.swap.ExpectOption;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model rollback}. */
@Command(name = "rollback", description = "Go back to the champion before, or to an earlier one.")
final class ModelRollbackCommand extends SwapCommand {
    @Mixin
    private EarlierParameter model;

    @Mixin
    private EffectOptions effect;

    @Mixin
    private ExpectOption expect;

    private ModelRollbackCommand() {
        super(CommandKind.ROLLBACK);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(model, effect, expect);
    }
}
