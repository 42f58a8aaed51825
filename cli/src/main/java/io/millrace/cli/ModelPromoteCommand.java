package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EffectOptions;
import io.millrace.cli.swap.ExpectOption;
import io.millrace.cli.swap.LabelParameter;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model promote}. */
@Command(name = "promote", description = "Make a challenger, canary or shadow, the champion.")
final class ModelPromoteCommand extends SwapCommand {
    @Mixin
    private LabelParameter model;

    @Mixin
    private EffectOptions effect;

    @Mixin
    private ExpectOption expect;

    private ModelPromoteCommand() {
        super(CommandKind.PROMOTE);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(model, effect, expect);
    }
}
