package io.millrace.cluster;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Entry point of the jobs on a Flink cluster: {@code flink run -c io.millrace.cluster.Main JAR scoring pipeline.yaml}. What goes wrong is thrown,
 * because Flink shows the exception of a program to whoever has submitted it, and a JobManager must not be ended by an exit code.
 */
public final class Main {
    private Main() {}

    /**
     * Submits a job.
     *
     * @throws CommandLine.ParameterException if the arguments are wrong
     * @throws Exception if the job cannot be submitted, or fails while this program waits for it
     */
    public static void main(String[] args) throws Exception {
        CommandLine line = commandLine();
        ParseResult parsed = line.parseArgs(args);
        if (CommandLine.executeHelpRequest(parsed) == null) {
            Callable<?> command = line.getCommand();
            command.call();
        }
    }

    /** What the arguments may be. */
    public static CommandLine commandLine() {
        return new CommandLine(new SubmitCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }
}
