package io.millrace.jobs.scoring;

import io.millrace.jobs.flink.DisturbedCluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.model.ModelId;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A scoring job in a MiniCluster of this process, with a task manager for each subtask. */
final class JobCluster implements AutoCloseable {
    private final MiniCluster cluster;
    private final JobID job;

    private JobCluster(MiniCluster cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
    }

    /**
     * Starts the job.
     *
     * @param checkpoints where they go
     * @param from checkpoint or savepoint to go on from
     * @param sourceChange what the test needs changed of the source
     */
    static JobCluster start(
            Pipeline pipeline,
            int parallelism,
            Path checkpoints,
            Optional<Path> from,
            Consumer<KafkaSourceBuilder<SourceRecord>> sourceChange)
            throws Exception {
        ModelId model = ScoringJob.check(pipeline).id();
        Configuration configuration = DisturbedCluster.restartingSoon(ScoringJob.configure(pipeline), checkpoints);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(parallelism)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        KafkaSourceBuilder<SourceRecord> source = ScoringJob.source(pipeline);
        sourceChange.accept(source);
        ScoringJob.build(environment, pipeline, model, parallelism, source.build(), ScoringJob.sink(pipeline));
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        from.ifPresent(path -> graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(path.toUri().toString())));
        return new JobCluster(cluster, cluster.submitJob(graph).get().getJobID());
    }

    JobStatus status() throws Exception {
        return cluster.getJobStatus(job).get();
    }

    /** Whether the job ever failed and was started again. */
    boolean wasRestarted() throws Exception {
        return cluster.getExecutionGraph(job).get().getStatusTimestamp(JobStatus.RESTARTING) > 0;
    }

    /** The task manager goes, its tasks with it. */
    void removeTaskManager(int index) throws Exception {
        cluster.terminateTaskManager(index).get();
    }

    void addTaskManager() throws Exception {
        cluster.startTaskManager();
    }

    /** The task manager goes, its tasks with it; another one comes. */
    void replaceTaskManager(int index) throws Exception {
        removeTaskManager(index);
        addTaskManager();
    }

    /** Ends the job with a savepoint. */
    Path stopWithSavepoint(Path folder) throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        job, folder.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
        close();
        return Path.of(URI.create(savepoint));
    }

    /** Task managers and JobManager go at once; what is on disk and in Kafka stays. */
    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
