package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Options of the commands that change which model answers an event. */
public final class EffectOptions implements CommandPart {
    @Option(
            names = "--from",
            defaultValue = "now",
            paramLabel = "now|TIME",
            description = "Event time from which it holds, e.g. 2013-04-01T04:00:00Z; now: between two events of each"
                    + " partition. Default: ${DEFAULT-VALUE}.")
    private String from;

    private Instant effectiveFrom;

    @Override
    public void check(Problems problems) {
        effectiveFrom = problems.moment("--from", from);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setEffectiveFrom(effectiveFrom);
    }
}
