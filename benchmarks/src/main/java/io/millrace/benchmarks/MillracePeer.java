package io.millrace.benchmarks;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Delivery;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The scoring job, exactly-once, in a Flink of its own inside this process; a subtask for each partition. */
final class MillracePeer implements Peer {
    static final String DEFAULTS = "millrace";
    static final String WITHOUT_FEATURES = "millrace-no-features";

    private final Workspace workspace;
    private final boolean logFeatures;

    private MillracePeer(Workspace workspace, boolean logFeatures) {
        this.workspace = workspace;
        this.logFeatures = logFeatures;
    }

    /** The job as it comes: answers carry the features. */
    static MillracePeer withDefaults(Workspace workspace) {
        return new MillracePeer(workspace, true);
    }

    /** The job with {@code logFeatures: false}: like the loops, it does not write down what the model was given. */
    static MillracePeer withoutFeatures(Workspace workspace) {
        return new MillracePeer(workspace, false);
    }

    @Override
    public String name() {
        return logFeatures ? DEFAULTS : WITHOUT_FEATURES;
    }

    @Override
    public void run(Drain drain) throws Exception {
        Pipeline pipeline = workspace.pipeline(
                drain.name(),
                drain.bootstrap(),
                drain.topic(),
                drain.model(),
                Delivery.EXACTLY_ONCE,
                drain.commitInterval(),
                drain.batchRows(),
                logFeatures);
        try (Topics topics = new Topics(drain.bootstrap())) {
            topics.create(pipeline.deadLettersTopic(), 1);
            JobClient job = start(workspace.folder("checkpoints"), pipeline, drain.partitions());
            Peer.awaitCommitted(topics, drain, () -> job.getJobStatus().get() == JobStatus.RUNNING);
            stop(job);
            long deadLetters = topics.end(pipeline.deadLettersTopic(), 1);
            if (deadLetters != 0) {
                throw new IllegalStateException("no reading may become a dead letter: " + deadLetters);
            }
        }
    }

    /** Starts the job of {@code pipeline} as {@code millrace run} would, and returns when it runs. */
    static JobClient start(Path checkpoints, Pipeline pipeline, int parallelism) throws Exception {
        try (Cluster cluster = Cluster.of(pipeline)) {
            // what a benchmark does not look at: commands, statuses, labels
            cluster.createTopics(parallelism, (short) 1);
        }
        Configuration configuration = ScoringJob.configure(pipeline);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        ScoringJob.build(environment, pipeline, ScoringJob.check(pipeline).id(), parallelism);
        JobClient job = environment.executeAsync(configuration.get(PipelineOptions.NAME));
        while (job.getJobStatus().get() != JobStatus.RUNNING) {
            Thread.sleep(20);
        }
        return job;
    }

    /** Cancels the job and waits for its end. */
    static void stop(JobClient job) throws Exception {
        CompletableFuture<JobExecutionResult> end = job.getJobExecutionResult();
        job.cancel().get(1, TimeUnit.MINUTES);
        try {
            end.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            // A cancelled job has no result: this is how its end is told.
        }
    }
}
