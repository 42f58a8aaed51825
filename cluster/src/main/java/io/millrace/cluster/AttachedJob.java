package io.millrace.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on a cluster that this process stays with. */
final class AttachedJob {
    private static final Logger LOGGER = LoggerFactory.getLogger(AttachedJob.class);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    private final JobClient client;

    AttachedJob(JobClient client) {
        this.client = client;
    }

    /** The job that runs under {@code name} on the cluster of this configuration. Two of one name would take turns at each other's transactions. */
    static Optional<AttachedJob> find(ReadableConfig configuration, String name) throws Exception {
        Configuration copy = Configuration.fromMap(configuration.toMap());
        try (RestClusterClient<StandaloneClusterId> cluster = client(copy)) {
            return cluster.listJobs().get().stream()
                    .filter(job -> job.getJobName().equals(name))
                    .filter(job -> !job.getJobState().isGloballyTerminalState())
                    .map(JobStatusMessage::getJobId)
                    .findFirst()
                    .map(id -> new AttachedJob(new ClusterClientJobClientAdapter<>(
                            () -> newClient(copy), id, AttachedJob.class.getClassLoader())));
        }
    }

    private static RestClusterClient<StandaloneClusterId> client(Configuration configuration) throws Exception {
        return new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
    }

    private static RestClusterClient<StandaloneClusterId> newClient(Configuration configuration) {
        try {
            return client(configuration);
        } catch (Exception e) {
            throw new IllegalStateException("no client of the cluster can be made: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the job ends.
     *
     * @param savepoints address of the folder for the savepoint that it is stopped with when this process is asked to end
     * @throws ExecutionException if the job failed, or its cluster is gone
     */
    void await(String savepoints) throws ExecutionException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(savepoints), "stop-job"));
        client.getJobExecutionResult().get();
    }

    private void stop(String savepoints) {
        try {
            if (client.getJobStatus().get(10, TimeUnit.SECONDS).isTerminalState()) {
                return;
            }
            String savepoint = client.stopWithSavepoint(false, savepoints, SavepointFormatType.CANONICAL)
                    .get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            LOGGER.info("Stopped with {}", savepoint);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.warn("The job is not stopped; it may go on, and its last checkpoint stands", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
