package io.millrace.cli;

import io.millrace.cli.swap.CommandPart;
import io.millrace.cli.swap.LearnerRequest;
import io.millrace.cli.swap.RevertOptions;
import io.millrace.schemas.CommandKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace learner revert}. */
@Command(
        name = "revert",
        description = "Have the learners become what they would be without what a principal taught them.")
final class LearnerRevertCommand extends LearnerRequest {
    @Mixin
    private RevertOptions what;

    private LearnerRevertCommand() {
        super(CommandKind.REVERT);
    }

    @Override
    protected List<CommandPart> parts() {
        return List.of(what);
    }
}
