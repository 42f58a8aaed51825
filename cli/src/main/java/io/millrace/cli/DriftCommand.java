package io.millrace.cli;

import picocli.CommandLine.Command;

/** {@code millrace drift …}. */
@Command(
        name = "drift",
        description = "What changed in the data, by feature.",
        mixinStandardHelpOptions = true,
        subcommands = {DriftReportCommand.class, DriftCalibrateCommand.class})
final class DriftCommand {
    private DriftCommand() {}
}
