package io.millrace.cli.local;

import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.learning.LearningJob;
import io.millrace.jobs.monitoring.MonitoringJob;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job of a pipeline in a MiniCluster of this process. It continues from the newest checkpoint in its data folder. Ends with a
 * savepoint, so that every event received has its answer committed and the next run goes on behind it.
 */
public final class LocalJob implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final JobClient client;
    private final DataFolder folder;
    private final Optional<Path> resumedFrom;
    private final CompletableFuture<?> ended;
    private boolean stopped;

    private LocalJob(String name, JobClient client, DataFolder folder, Optional<Path> resumedFrom) {
        this.name = name;
        this.client = client;
        this.folder = folder;
        this.resumedFrom = resumedFrom;
        ended = client.getJobExecutionResult();
    }

    /**
     * Starts the scoring job.
     *
     * @param model what {@link ScoringJob#check} returned
     * @param folder where checkpoints go
     */
    public static LocalJob scoring(Pipeline pipeline, CheckedModel model, int parallelism, DataFolder folder) {
        Configuration configuration = ScoringJob.configure(pipeline);
        LocalMetrics.install(configuration);
        return start(
                "scoring",
                configuration,
                parallelism,
                folder,
                environment -> ScoringJob.build(environment, pipeline, model.id(), parallelism));
    }

    /**
     * Starts the learning job of a pipeline that has learners.
     *
     * @param model what {@link ScoringJob#check} returned
     * @param partitions of the topics that it depends on
     * @param folder of the scoring job; its own checkpoints go below
     */
    public static LocalJob learning(
            Pipeline pipeline, CheckedModel model, TopicPartitions partitions, int parallelism, DataFolder folder) {
        Configuration configuration = LearningJob.configure(pipeline);
        LocalMetrics.report(configuration);
        LearningJob.keepOnDisk(configuration);
        return start(
                "learning",
                configuration,
                parallelism,
                folder.learning(),
                environment -> LearningJob.build(environment, pipeline, model, partitions, parallelism));
    }

    /**
     * Starts the monitoring job of a pipeline that watches for drift.
     *
     * @param partitions of the topics that it depends on
     * @param folder of the scoring job; its own checkpoints go below
     */
    public static LocalJob monitoring(
            Pipeline pipeline, TopicPartitions partitions, int parallelism, DataFolder folder) {
        Configuration configuration = MonitoringJob.configure(pipeline);
        LocalMetrics.report(configuration);
        if (MonitoringJob.joinsLabels(pipeline)) {
            LearningJob.keepOnDisk(configuration);
        }
        return start(
                "monitoring",
                configuration,
                parallelism,
                folder.monitoring(),
                environment -> MonitoringJob.build(environment, pipeline, partitions, parallelism));
    }

    private static LocalJob start(
            String name,
            Configuration configuration,
            int parallelism,
            DataFolder folder,
            Consumer<StreamExecutionEnvironment> wiring) {
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.checkpoints().toUri().toString());
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        Optional<Path> newest = folder.newestCheckpoint();
        newest.ifPresent(path -> configuration.set(
                StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        wiring.accept(environment);
        try {
            return new LocalJob(name, environment.executeAsync(), folder, newest);
        } catch (Exception e) {
            throw new FailedException("the " + name + " job cannot start: " + rootMessage(e), e);
        }
    }

    /** The checkpoint that the job continued from. */
    public Optional<Path> resumedFrom() {
        return resumedFrom;
    }

    /** Flink's word for the job's state. */
    public JobStatus status() {
        return client.getJobStatus().join();
    }

    /**
     * Waits at most {@code limit} for the job to end.
     *
     * @return whether it ended
     * @throws FailedException if it failed
     */
    public boolean await(Duration limit) throws InterruptedException {
        try {
            ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false; // still running: what a caller waits for
        } catch (ExecutionException e) {
            throw new FailedException("the " + name + " job failed: " + rootMessage(e), e);
        }
    }

    /** Stops the job, then does {@code afterwards}, when the process is asked to end. */
    public void stopAtShutdown(Runnable afterwards) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close();
                            afterwards.run();
                        },
                        "stop-" + name));
    }

    /** Stops with a savepoint; cancels where that does not work within a minute. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        if (ended.isDone()) {
            return;
        }
        try {
            client.stopWithSavepoint(false, folder.savepoints().toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The last checkpoint stands; the next run goes on from there.
            client.cancel().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.cancel().join();
        }
        ended.handle((result, failure) -> null).join();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
