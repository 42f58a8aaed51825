package io.millrace.cli;

import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalControl;
import io.millrace.cli.local.LocalGateway;
import io.millrace.cli.local.LocalJob;
import io.millrace.cli.local.LocalMetrics;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.LearnerPlan;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.local.kafka.LocalKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace pipeline …}. */
@Command(
        name = "pipeline",
        description = "Check or run a pipeline.",
        mixinStandardHelpOptions = true,
        subcommands = {PipelineCommand.Check.class, PipelineCommand.Run.class})
final class PipelineCommand {
    private PipelineCommand() {}

    /** {@code millrace pipeline check}. */
    @Command(
            name = "check",
            description = "Check a pipeline file, the files that it names and its model; all mistakes at once.")
    static final class Check extends VerboseCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The pipeline file.")
        private Path file;

        @Option(names = "--kafka", description = "Also check the Kafka cluster: topics, transactions.")
        private boolean kafka;

        private Check() {}

        @Override
        public Integer call() {
            logTo(null);
            Pipeline pipeline = ScoringJob.read(file);
            CheckedModel model = ScoringJob.check(pipeline);
            if (kafka) {
                try (Cluster cluster = Cluster.of(pipeline)) {
                    cluster.check();
                }
            }
            print(file + ": fine. Slot " + pipeline.slot().name() + " serves " + model.id() + ".");
            pipeline.learning().learners().stream()
                    .flatMap(learner -> learner.holdout().stream())
                    .findFirst()
                    .ifPresent(holdout -> print("Candidates are held against " + holdout.examples() + "."));
            return 0;
        }
    }

    /** {@code millrace pipeline run}. */
    @Command(
            name = "run",
            description = "Run a pipeline's jobs, scoring, learning and monitoring, on this machine until Ctrl-C.")
    static final class Run extends VerboseCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The pipeline file.")
        private Path file;

        @Option(
                names = "--local",
                description =
                        "Also start a Kafka broker on this machine, at the port of kafka.bootstrap, with all topics.")
        private boolean local;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "Where checkpoints, logs and the local broker keep their data. Default: .millrace/NAME."
                        + " A later run continues from the newest checkpoint in it.")
        private Path dataDir;

        @Option(
                names = "--insecure",
                description = "Also follow commands that nobody has signed: whoever can write to the control topic can"
                        + " then change what serves. For toys.")
        private boolean insecure;

        private Run() {}

        @Override
        public Integer call() throws Exception {
            DataFolder folder =
                    DataFolder.of(dataDir == null ? Path.of(".millrace", PipelineFile.nameOf(file)) : dataDir);
            logTo(folder.logFile());
            if (insecure) {
                tell("WARNING: --insecure: this job follows commands that nobody has signed.");
            }
            Pipeline pipeline = LocalControl.of(ScoringJob.read(file), folder, insecure);
            CheckedModel model = ScoringJob.check(pipeline);
            try (LocalKafka broker = local ? LocalCommand.startBroker(pipeline, folder, this::tell) : null) {
                int partitions;
                TopicPartitions topics;
                try (Cluster cluster = Cluster.of(pipeline)) {
                    partitions = cluster.check();
                    topics = pipeline.learning().isNone() && pipeline.drift().isEmpty()
                            ? null
                            : cluster.learningPartitions();
                }
                int parallelism = pipeline.parallelism() == 0 ? partitions : pipeline.parallelism();
                try (LocalJob job = LocalJob.scoring(pipeline, model, parallelism, folder);
                        LocalJob learning = pipeline.learning().isNone()
                                ? null
                                : LocalJob.learning(pipeline, model, topics, parallelism, folder);
                        LocalJob monitoring = pipeline.drift().isEmpty()
                                ? null
                                : LocalJob.monitoring(pipeline, topics, parallelism, folder)) {
                    tell("Running " + pipeline.name() + ": slot "
                            + pipeline.slot().name() + " serves " + model.id()
                            + (learning == null ? "" : ", " + learners(pipeline))
                            + (monitoring == null ? "" : ", drift is watched")
                            + ", parallelism " + parallelism
                            + job.resumedFrom()
                                    .map(path -> ", continuing from " + path)
                                    .orElse("")
                            + ". Data and logs: " + folder.root() + ". Stop with Ctrl-C.");
                    if (local) {
                        LocalGateway gateway = LocalGateway.ensure(pipeline, folder);
                        tell("See and steer it: millrace gateway --config " + gateway.config() + ", with the token in "
                                + gateway.token() + ".");
                    }
                    job.stopAtShutdown(() -> {
                        if (monitoring != null) {
                            monitoring.close();
                        }
                        if (learning != null) {
                            learning.close();
                        }
                        if (broker != null) {
                            broker.close();
                        }
                    });
                    watch(Stream.of(job, learning, monitoring)
                            .filter(Objects::nonNull)
                            .toList());
                }
            }
            return 0;
        }

        private static String learners(Pipeline pipeline) {
            return pipeline.learning().learners().stream()
                    .map(LearnerPlan::name)
                    .collect(Collectors.joining(", ", "learning: ", ""));
        }

        /** Until one of the jobs ends. */
        private void watch(List<LocalJob> jobs) throws Exception {
            while (true) {
                for (LocalJob job : jobs) {
                    if (job.await(Duration.ofSeconds(1).dividedBy(jobs.size()))) {
                        return;
                    }
                }
                if (isTerminal()) {
                    progress(LocalMetrics.line() + "  job " + jobs.get(0).status());
                }
            }
        }
    }
}
