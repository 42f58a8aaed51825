package io.millrace.jobs.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A cluster of this process, whose task managers, of one slot each, go and come. */
public final class DisturbedCluster implements AutoCloseable {
    private final MiniCluster cluster;
    /** Where the cluster keeps those of its task managers that live: it never forgets one that has gone. */
    private final List<Integer> taskManagers = new ArrayList<>();

    private int startedTaskManagers;

    private DisturbedCluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /** Starts a cluster. */
    public static DisturbedCluster start(Configuration configuration, int taskManagers) throws Exception {
        DisturbedCluster started = new DisturbedCluster(new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build()));
        started.cluster.start();
        while (started.startedTaskManagers < taskManagers) {
            started.taskManagers.add(started.startedTaskManagers++);
        }
        return started;
    }

    /** A job that keeps its checkpoints in a folder, and is soon back after a failure. */
    public static Configuration restartingSoon(Configuration configuration, Path checkpoints) {
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(100));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMillis(300));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        return configuration;
    }

    /**
     * Submits a job.
     *
     * @param savepoint to go on from; null: it begins
     */
    public JobID submit(StreamExecutionEnvironment environment, String savepoint) throws Exception {
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        }
        return cluster.submitJob(graph).get().getJobID();
    }

    /**
     * A task manager goes, its tasks with it, of whichever job; another one comes.
     *
     * @param choice any number; which of those that live it means, counted from the eldest
     */
    public void replaceTaskManager(int choice) throws Exception {
        int gone = taskManagers.remove(Math.floorMod(choice, taskManagers.size()));
        cluster.terminateTaskManager(gone).get();
        cluster.startTaskManager();
        taskManagers.add(startedTaskManagers++);
    }

    /** How often a failure has restarted a job so far. */
    public int restarts(JobID job) throws Exception {
        return tasks(job)
                .mapToInt(task -> task.getCurrentExecutionAttempt().getAttemptNumber())
                .max()
                .orElse(0);
    }

    /** Whether all tasks of a job run. */
    public boolean runs(JobID job) {
        try {
            return cluster.getExecutionGraph(job).get().getState() == JobStatus.RUNNING
                    && tasks(job).allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
        } catch (Exception e) {
            throw new IllegalStateException("the cluster must know the job", e);
        }
    }

    private Stream<AccessExecutionVertex> tasks(JobID job) throws Exception {
        List<AccessExecutionVertex> tasks = new ArrayList<>();
        for (AccessExecutionJobVertex vertex :
                cluster.getExecutionGraph(job).get().getVerticesTopologically()) {
            tasks.addAll(List.of(vertex.getTaskVertices()));
        }
        return tasks.stream();
    }

    /**
     * Ends a job with a savepoint.
     *
     * @param drain whether time comes to all that waits
     * @return where the savepoint is
     */
    public String stopWithSavepoint(JobID job, Path folder, boolean drain) throws Exception {
        return cluster.stopWithSavepoint(job, folder.toUri().toString(), drain, SavepointFormatType.CANONICAL)
                .get();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
