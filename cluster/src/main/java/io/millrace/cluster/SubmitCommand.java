package io.millrace.cluster;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits one job of a pipeline to the cluster that this program was given to. */
@Command(
        name = "millrace-cluster",
        description = "Run a job of a pipeline on the Flink cluster that this program is given to.",
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    private static final Logger LOGGER = LoggerFactory.getLogger(SubmitCommand.class);

    @Parameters(index = "0", paramLabel = "JOB", description = "One of ${COMPLETION-CANDIDATES}.")
    private PipelineJob job;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "The pipeline file. The model that it names must lie at the same path on all machines.")
    private Path file;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "A folder that all machines share, for checkpoints and savepoints. The job continues from the"
                    + " newest one in it, unless Flink itself is given one. Default: what Flink's configuration says.")
    private Path dataDir;

    @Option(
            names = "--until-stopped",
            description =
                    "Stay until the job ends. Take over a job of this name that runs already. When this process is"
                            + " asked to end, stop the job with a savepoint. Needs --data-dir; not in application mode.")
    private boolean untilStopped;

    SubmitCommand() {}

    @Override
    public Integer call() throws Exception {
        Optional<JobFolder> folder = Optional.ofNullable(dataDir)
                .map(path -> new JobFolder(path.toAbsolutePath().resolve(job.toString())));
        if (untilStopped && folder.isEmpty()) {
            throw new IllegalArgumentException("--until-stopped: needs --data-dir, for the savepoint");
        }
        Pipeline pipeline = ScoringJob.read(file);
        job.check(pipeline);
        Configuration configuration = job.configure(pipeline);
        folder.ifPresent(where -> {
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, where.checkpoints());
            configuration.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, where.savepoints());
        });
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        if (untilStopped) {
            String name = configuration.get(PipelineOptions.NAME);
            Optional<AttachedJob> running = AttachedJob.find(environment.getConfiguration(), name);
            if (running.isPresent()) {
                LOGGER.info("{} runs already, taken over", name);
                running.get().await(folder.orElseThrow().savepoints());
                return 0;
            }
        }
        build(environment, pipeline);
        folder.flatMap(JobFolder::newest)
                .filter(newest -> environment
                        .getConfiguration()
                        .getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
                        .isEmpty())
                .ifPresent(newest -> {
                    LOGGER.info("Continuing from {}", newest);
                    Configuration recovery = new Configuration();
                    recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, newest);
                    environment.configure(recovery);
                });
        if (untilStopped) {
            new AttachedJob(environment.executeAsync())
                    .await(folder.orElseThrow().savepoints());
        } else {
            environment.execute();
        }
        return 0;
    }

    private void build(StreamExecutionEnvironment environment, Pipeline pipeline) {
        CheckedModel model = ScoringJob.check(pipeline);
        int events;
        TopicPartitions topics;
        try (Cluster cluster = Cluster.of(pipeline)) {
            events = cluster.check();
            topics = job == PipelineJob.SCORING ? null : cluster.learningPartitions();
        }
        int parallelism = pipeline.parallelism() == 0 ? events : pipeline.parallelism();
        job.build(environment, pipeline, model, topics, parallelism);
        LOGGER.info(
                "{} of {}: slot {} serves {}, parallelism {}",
                job,
                pipeline,
                pipeline.slot().name(),
                model.id(),
                parallelism);
    }
}
