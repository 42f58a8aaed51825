package io.millrace.cli;

import picocli.CommandLine.Command;

/** {@code millrace learner …}. */
@Command(
        name = "learner",
        description = "Change what the learners of a running pipeline have learned.",
        mixinStandardHelpOptions = true,
        subcommands = LearnerRevertCommand.class)
final class LearnerCommand {
    private LearnerCommand() {}
}
