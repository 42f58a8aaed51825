package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said when the cluster is not as a pipeline needs it. */
@Timeout(120)
class ClusterCheckIT {
    private static final Pipeline PIPELINE =
            PipelineFile.read(Path.of("src", "test", "resources", "it", "pipeline.yaml"));

    @Test
    void missingTopicsAndTooShortATransactionLimitAreNamedTogether(@TempDir Path folder) {
        LocalKafkaConfig config =
                LocalKafkaConfig.of(folder).withBrokerProperties(Map.of("transaction.max.timeout.ms", "60000"));
        try (LocalKafka broker = LocalKafka.start(config);
                Cluster cluster = Cluster.of(PIPELINE.withBootstrap(broker.bootstrap()))) {
            assertThatThrownBy(cluster::check)
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("topics must exist, missing: it.dead-letters, it.events, it.predictions")
                    .hasMessageContaining("millrace topics create pipeline.yaml")
                    .hasMessageContaining("transaction.max.timeout.ms=60000, found 900000");
            assertThat(cluster.createTopics(3, (short) 1)).hasSize(4);
            assertThat(cluster.createTopics(3, (short) 1)).as("made before").isEmpty();
        }
    }

    @Test
    void noBrokerIsSaidInOneSentence() {
        try (Cluster cluster = Cluster.of(PIPELINE.withBootstrap("127.0.0.1:1"))) {
            assertThatThrownBy(cluster::check)
                    .isInstanceOf(KafkaException.class)
                    .hasMessage(
                            "no Kafka broker answers at 127.0.0.1:1 within 10 s: is it running, and is the address right?");
        }
    }
}
