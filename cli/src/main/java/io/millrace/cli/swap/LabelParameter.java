package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import picocli.CommandLine.Parameters;

/** A model that the pipeline knows already. */
public final class LabelParameter implements CommandPart {
    @Parameters(paramLabel = "NAME@VERSION", description = "The model.")
    private String text;

    private ModelLabel label;

    @Override
    public void check(Problems problems) {
        label = problems.label("NAME@VERSION", text);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setModel(label.name()).setVersion(label.version());
    }
}
