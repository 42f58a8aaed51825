package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.ExpectOption;
import io.millrace.cli.swap.ModelOptions;
import io.millrace.cli.swap.PercentOption;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model shadow}. */
@Command(
        name = "shadow",
        description = "Let a challenger answer a share of the keys beside the champion, on the shadow topic.")
final class ModelShadowCommand extends SwapCommand {
    @Mixin
    private ModelOptions model;

    @Mixin
    private PercentOption percent;

    @Mixin
    private ExpectOption expect;

    private ModelShadowCommand() {
        super(CommandKind.SHADOW);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(model, percent, expect);
    }
}
