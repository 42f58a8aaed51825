package io.millrace.jobs.scoring;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** {@link ExactlyOnceScenario} against Kafka's own image; skipped where no Docker engine answers. */
@Timeout(600)
class ExactlyOnceContainersIT {
    @Test
    void nothingIsLostAndNothingAnsweredTwice(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers here: the same scenario runs against the local broker in ExactlyOnceIT");
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        try (KafkaContainer broker = new KafkaContainer("apache/kafka:4.2.0")) {
            broker.withEnv("KAFKA_TRANSACTION_MAX_TIMEOUT_MS", "3600000").start();
            ExactlyOnceScenario.run(broker.getBootstrapServers(), folder, seed);
        } catch (AssertionError e) {
            throw new AssertionError("with -Dmillrace.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
