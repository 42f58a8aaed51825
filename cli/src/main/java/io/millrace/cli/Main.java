package io.millrace.cli;

import io.millrace.cli.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command line. */
@Command(
        name = "millrace",
        description = "Real-time inference and online learning on Kafka and Flink.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            LocalCommand.class,
            PipelineCommand.class,
            TopicsCommand.class,
            EventsCommand.class,
            LabelsCommand.class,
            AuditCommand.class,
            ModelCommand.class,
            LearnerCommand.class,
            QuarantineCommand.class,
            DriftCommand.class,
            KeysCommand.class,
        },
        footer = {
            "",
            "First time here?  millrace demo flights",
            "Exit codes: 0 done, 1 failed, 2 wrong use or invalid input."
        })
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs the command and returns its exit code. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    /** What the arguments may be. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new Failures());
    }

    /** The version that Maven wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"millrace " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
