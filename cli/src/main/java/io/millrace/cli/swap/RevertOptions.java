package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Option;

/** Whose lessons are taken back, and of which time. */
public final class RevertOptions implements CommandPart {
    @Option(names = "--principal", paramLabel = "NAME", required = true, description = "Who taught what is taken back.")
    private String principal;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "First time at which it became known, e.g. 2013-04-01T04:00:00Z.")
    private String fromText;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            defaultValue = "now",
            description = "Last time at which it became known. Default: ${DEFAULT-VALUE}.")
    private String toText;

    private Instant from;
    private Instant to;

    @Override
    public void check(Problems problems) {
        problems.unless(!principal.isBlank(), "--principal", "must not be empty", "\"" + principal + "\"");
        from = problems.moment("--from", fromText);
        to = problems.moment("--to", toText);
        if (fromText.equals("now")) {
            problems.add("--from", "must be a time such as 2013-04-01T04:00:00Z", "now");
        }
        problems.unless(from == null || to == null || !from.isAfter(to), "--to", "must not be before --from", toText);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setPrincipal(principal)
                .setFrom(from)
                .setTo(to == null ? Instant.now().truncatedTo(ChronoUnit.MILLIS) : to);
    }
}
