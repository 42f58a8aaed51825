package io.millrace.cli;

import picocli.CommandLine.Command;

/** {@code millrace quarantine …}. */
@Command(
        name = "quarantine",
        description = "See which examples learners were not allowed to learn, and decide about them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            QuarantineListCommand.class,
            QuarantineShowCommand.class,
            QuarantineReleaseCommand.class,
            QuarantineRejectCommand.class
        })
final class QuarantineCommand {
    private QuarantineCommand() {}
}
