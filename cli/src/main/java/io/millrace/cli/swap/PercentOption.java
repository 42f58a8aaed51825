package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import picocli.CommandLine.Option;

/** A challenger's share of the keys. */
public final class PercentOption implements CommandPart {
    @Option(
            names = "--percent",
            required = true,
            paramLabel = "N",
            description = "Its share of the keys, 1 to 100; always the same keys for the same share.")
    private int percent;

    @Override
    public void check(Problems problems) {
        problems.unless(percent >= 1 && percent <= 100, "--percent", "must be from 1 to 100", percent);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setPercent(percent);
    }
}
