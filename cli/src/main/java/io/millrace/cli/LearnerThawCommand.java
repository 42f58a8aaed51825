package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.LearnerOption;
import io.millrace.cli.swap.LearnerRequest;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace learner thaw}. */
@Command(name = "thaw", description = "Set learners going again that were frozen or have gone astray.")
final class LearnerThawCommand extends LearnerRequest {
    @Mixin
    private LearnerOption learner;

    private LearnerThawCommand() {
        super(CommandKind.THAW);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(learner);
    }
}
