package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EffectOptions;
import io.millrace.cli.swap.ExpectOption;
import io.millrace.cli.swap.ModelOptions;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model deploy}. */
@Command(name = "deploy", description = "Make a model the champion of a running pipeline.")
final class ModelDeployCommand extends SwapCommand {
    @Mixin
    private ModelOptions model;

    @Mixin
    private EffectOptions effect;

    @Mixin
    private ExpectOption expect;

    private ModelDeployCommand() {
        super(CommandKind.DEPLOY);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(model, effect, expect);
    }
}
