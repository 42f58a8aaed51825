package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
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
@Timeout(600)
class ClusterCheckIT {
    private static final Path FILE = Path.of("src", "test", "resources", "it", "pipeline.yaml");
    private static final Pipeline PIPELINE = PipelineFile.read(FILE);

    @TempDir
    private Path folder;

    /** On the shared broker, under a name that nobody else has. */
    private Pipeline pipeline(String name) throws IOException {
        Path home = FILE.toAbsolutePath().getParent();
        String text = Files.readString(FILE)
                .replaceAll("\\bit\\b", name)
                .replace("event.avsc", home.resolve("event.avsc").toString());
        return PipelineFile.read(Files.writeString(folder.resolve("pipeline.yaml"), text))
                .withBootstrap(SharedBroker.bootstrap());
    }

    @Test
    void missingTopicsAndTooShortATransactionLimitAreNamedTogether() {
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
            assertThat(cluster.createTopics(3, (short) 1)).hasSize(10);
            assertThat(cluster.createTopics(3, (short) 1)).as("made before").isEmpty();
        }
    }

    @Test
    void topicsOfCommandsAreMadeToBeKept() throws Exception {
        String name = SharedBroker.freshName();
        try (Cluster cluster = Cluster.of(pipeline(name));
                Admin admin = Admin.create(Map.of("bootstrap.servers", SharedBroker.bootstrap()))) {
            cluster.createTopics(3, (short) 1);
            assertThat(cluster.check()).isEqualTo(3);
            String control = name + ".control";
            String status = name + ".status";
            String shadow = name + ".shadow";
            assertThat(cluster.partitions(Set.of(control, status, shadow)))
                    .isEqualTo(Map.of(control, 1, status, 1, shadow, 3));
            for (String topic : List.of(control, status)) {
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
    void topicsOfCommandsThatWouldLoseOrMixThemAreRefused() throws Exception {
        String name = SharedBroker.freshName();
        try (Cluster cluster = Cluster.of(pipeline(name));
                Admin admin = Admin.create(Map.of("bootstrap.servers", SharedBroker.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic(name + ".control", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")),
                            new NewTopic(name + ".status", 2, (short) 1)
                                    .configs(Map.of("cleanup.policy", "delete,compact", "retention.ms", "86400000"))))
                    .all()
                    .get();
            cluster.createTopics(3, (short) 1);
            assertThatThrownBy(cluster::check)
                    .isInstanceOf(KafkaException.class)
                    .hasMessage("kafka at " + SharedBroker.bootstrap()
                            + ": topic " + name
                            + ".control must not be compacted, or commands and what came of them are lost:"
                            + " cleanup.policy must be delete, found compact"
                            + "; topic " + name + ".status must have 1 partition, found 2"
                            + "; topic " + name
                            + ".status must not be compacted, or commands and what came of them are lost:"
                            + " cleanup.policy must be delete, found delete,compact"
                            + "; topic " + name
                            + ".status must be kept for ever, or it is forgotten which model serves:"
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
