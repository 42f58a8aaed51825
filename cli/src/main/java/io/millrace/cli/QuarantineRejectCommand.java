package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EventsParameter;
import io.millrace.cli.swap.LearnerRequest;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace quarantine reject}. */
@Command(name = "reject", description = "Decide that refused examples are never learned.")
final class QuarantineRejectCommand extends LearnerRequest {
    @Mixin
    private EventsParameter events;

    private QuarantineRejectCommand() {
        super(CommandKind.REJECT);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(events);
    }
}
