package io.millrace.cli;

import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace topics …}. */
@Command(
        name = "topics",
        description = "Make a pipeline's topics.",
        mixinStandardHelpOptions = true,
        subcommands = TopicsCommand.Create.class)
final class TopicsCommand {
    private TopicsCommand() {}

    /** {@code millrace topics create}. */
    @Command(name = "create", description = "Make the topics of a pipeline that are missing.")
    static final class Create extends VerboseCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The pipeline file.")
        private Path file;

        @Option(names = "--partitions", defaultValue = "2", description = "Partitions. Default: ${DEFAULT-VALUE}.")
        private int partitions;

        @Option(names = "--replication", defaultValue = "1", description = "Replicas. Default: ${DEFAULT-VALUE}.")
        private short replication;

        private Create() {}

        @Override
        public Integer call() {
            logTo(null);
            if (partitions < 1 || replication < 1) {
                throw new InvalidInputException(
                        "must be >= 1: --partitions=" + partitions + ", --replication=" + replication);
            }
            Pipeline pipeline = PipelineFile.read(file);
            try (Cluster cluster = Cluster.of(pipeline)) {
                List<String> made = cluster.createTopics(partitions, replication);
                print(made.isEmpty() ? "All topics were there already." : "Made " + String.join(", ", made) + ".");
            }
            return 0;
        }
    }
}
