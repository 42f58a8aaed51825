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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
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
                    .hasMessageContaining(
                            "topics must exist, missing: it.control, it.dead-letters, it.events, it.predictions,"
                                    + " it.shadow, it.status")
                    .hasMessageContaining("millrace topics create pipeline.yaml")
                    .hasMessageContaining("transaction.max.timeout.ms=60000, found 900000");
            assertThat(cluster.createTopics(3, (short) 1)).hasSize(7);
            assertThat(cluster.createTopics(3, (short) 1)).as("made before").isEmpty();
        }
    }

    @Test
    void topicsOfCommandsAreMadeToBeKept(@TempDir Path folder) throws Exception {
        try (LocalKafka broker = LocalKafka.start(LocalKafkaConfig.of(folder));
                Cluster cluster = Cluster.of(PIPELINE.withBootstrap(broker.bootstrap()));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            cluster.createTopics(3, (short) 1);
            assertThat(cluster.check()).isEqualTo(3);
            assertThat(cluster.partitions(Set.of("it.control", "it.status", "it.shadow")))
                    .isEqualTo(Map.of("it.control", 1, "it.status", 1, "it.shadow", 3));
            for (String topic : List.of("it.control", "it.status")) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                Config config =
                        admin.describeConfigs(List.of(resource)).all().get().get(resource);
                assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
                assertThat(config.get("retention.ms").value()).isEqualTo("-1");
                assertThat(config.get("retention.bytes").value()).isEqualTo("-1");
            }
        }
    }

    @Test
    void topicsOfCommandsThatWouldLoseOrMixThemAreRefused(@TempDir Path folder) throws Exception {
        try (LocalKafka broker = LocalKafka.start(LocalKafkaConfig.of(folder));
                Cluster cluster = Cluster.of(PIPELINE.withBootstrap(broker.bootstrap()));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic("it.control", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")),
                            new NewTopic("it.status", 2, (short) 1)
                                    .configs(Map.of("cleanup.policy", "delete,compact", "retention.ms", "86400000"))))
                    .all()
                    .get();
            cluster.createTopics(3, (short) 1);
            assertThatThrownBy(cluster::check)
                    .isInstanceOf(KafkaException.class)
                    .hasMessage("kafka at " + broker.bootstrap()
                            + ": topic it.control must not be compacted, or commands and what came of them are lost:"
                            + " cleanup.policy must be delete, found compact"
                            + "; topic it.status must have 1 partition, found 2"
                            + "; topic it.status must not be compacted, or commands and what came of them are lost:"
                            + " cleanup.policy must be delete, found delete,compact"
                            + "; topic it.status must be kept for ever, or it is forgotten which model serves:"
                            + " retention.ms and retention.bytes must be -1, found 86400000 and -1");
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
