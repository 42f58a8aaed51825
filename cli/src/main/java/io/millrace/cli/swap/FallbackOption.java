package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import picocli.CommandLine.Option;

/** What serves instead of a champion that is retired. */
public final class FallbackOption implements CommandPart {
    @Option(
            names = "--fallback",
            paramLabel = "NAME@VERSION",
            description = "What serves instead of the champion: an earlier one.")
    private String text;

    private ModelLabel label;

    @Override
    public void check(Problems problems) {
        label = text == null ? null : problems.label("--fallback", text);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setFallback(label == null ? null : label.toString());
    }
}
