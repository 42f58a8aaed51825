package io.millrace.cli;

import picocli.CommandLine.Command;

/** {@code millrace learner …}. */
@Command(
        name = "learner",
        description = "Freeze and thaw the learners of a running pipeline, and change what they have learned.",
        mixinStandardHelpOptions = true,
        subcommands = {LearnerFreezeCommand.class, LearnerThawCommand.class, LearnerRevertCommand.class})
final class LearnerCommand {
    private LearnerCommand() {}
}
