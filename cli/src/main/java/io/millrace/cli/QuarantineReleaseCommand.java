package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.EventsParameter;
import io.millrace.cli.swap.LearnerRequest;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace quarantine release}. */
@Command(name = "release", description = "Have refused examples learned after all, with their original features.")
final class QuarantineReleaseCommand extends LearnerRequest {
    @Mixin
    private EventsParameter events;

    private QuarantineReleaseCommand() {
        super(CommandKind.RELEASE);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(events);
    }
}
