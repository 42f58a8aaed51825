package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EffectOptions;
import io.millrace.cli.swap.ExpectOption;
import io.millrace.cli.swap.FallbackOption;
import io.millrace.cli.swap.LabelParameter;
import io.millrace.cli.swap.SwapCommand;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace model retire}. */
@Command(name = "retire", description = "End a challenger, or the champion if a fallback is named.")
final class ModelRetireCommand extends SwapCommand {
    @Mixin
    private LabelParameter model;

    @Mixin
    private FallbackOption fallback;

    @Mixin
    private EffectOptions effect;

    @Mixin
    private ExpectOption expect;

    private ModelRetireCommand() {
        super(CommandKind.RETIRE);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(model, fallback, effect, expect);
    }
}
