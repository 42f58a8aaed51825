package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EffectOptions;
import io.millrace.cli.swap.ExpectOption;
import io.millrace.cli.swap.ModelOptions;
import io.millrace.cli.swap.PercentOption;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model canary}. */
@Command(name = "canary", description = "Let a challenger answer a share of the keys instead of the champion.")
final class ModelCanaryCommand extends SwapCommand {
    @Mixin
    private ModelOptions model;

    @Mixin
    private PercentOption percent;

    @Mixin
    private EffectOptions effect;

    @Mixin
    private ExpectOption expect;

    private ModelCanaryCommand() {
        super(CommandKind.CANARY);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(model, percent, effect, expect);
    }
}
