package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.LearnerOption;
import io.millrace.cli.swap.LearnerRequest;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace learner freeze}. */
@Command(
        name = "freeze",
        description = "Have learners learn nothing until they are thawed; what serves goes on serving.")
final class LearnerFreezeCommand extends LearnerRequest {
    @Mixin
    private LearnerOption learner;

    private LearnerFreezeCommand() {
        super(CommandKind.FREEZE);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(learner);
    }
}
