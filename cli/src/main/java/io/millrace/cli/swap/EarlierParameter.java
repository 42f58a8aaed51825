package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import picocli.CommandLine.Parameters;

/** The champion to go back to. */
public final class EarlierParameter implements CommandPart {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME@VERSION",
            description = "An earlier champion. Default: the one before.")
    private String text;

    private ModelLabel label;

    @Override
    public void check(Problems problems) {
        label = text == null ? null : problems.label("NAME@VERSION", text);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        if (label != null) {
            command.setModel(label.name()).setVersion(label.version());
        }
    }
}
