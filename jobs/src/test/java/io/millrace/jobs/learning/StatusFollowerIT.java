package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.learning.ServedModels.Deployment;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.model.store.ModelStore;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What became of deployments, read from a real status topic. */
@Timeout(600)
class StatusFollowerIT {
    @TempDir
    private Path folder;

    private final String topic = SharedBroker.freshName() + ".status";

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedBroker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private void tell(String slot, String model, StatusPhase... phases) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (StatusPhase phase : phases) {
                int at = model.lastIndexOf('@');
                byte[] status = MessageCodec.MODEL_STATUS.encode(ModelStatus.newBuilder()
                        .setTime(Instant.EPOCH)
                        .setPhase(phase)
                        .setSlot(slot)
                        .setKind(CommandKind.DEPLOY)
                        .setModel(model.substring(0, at))
                        .setVersion(Long.parseLong(model.substring(at + 1)))
                        .setSha256("")
                        .build());
                producer.send(new ProducerRecord<>(topic, 0, slot.getBytes(StandardCharsets.UTF_8), status))
                        .get();
            }
            producer.send(new ProducerRecord<>(topic, 0, new byte[0], new byte[] {1, 2, 3}))
                    .get();
        }
    }

    private Deployment asked(String model) {
        LearnerSettings learner = LearnersScenario.learner("online", LogisticRegressionConfig.DEFAULTS, null);
        SlotSettings usual =
                LearnersScenario.settings(folder.resolve("store"), GateConfig.of(ScoreLoss.LOG_LOSS, 1), learner);
        SlotSettings settings = new SlotSettings(
                usual.pipeline(),
                usual.slot(),
                usual.learners(),
                usual.gate(),
                usual.holdout(),
                usual.outputs(),
                usual.fileModel(),
                usual.fileColumns(),
                usual.modelsTopic(),
                usual.controlTopic(),
                usual.monitoringTopic(),
                usual.quarantineTopic(),
                topic,
                usual.store(),
                new HashMap<>(Map.of("bootstrap.servers", SharedBroker.bootstrap())));
        try (StatusFollower follower = new StatusFollower(settings, ModelStore.open(folder.resolve("store")))) {
            return follower.deployment(model);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "VALIDATING, PENDING",
        "VALIDATING PREPARING, PENDING",
        "VALIDATING REJECTED, WITHDRAWN",
        "VALIDATING PREPARING ABORTED, WITHDRAWN",
        "VALIDATING PREPARING COMMITTING, PENDING",
        "VALIDATING PREPARING COMMITTING ACTIVE, DONE",
        "VALIDATING PREPARING COMMITTING ACTIVE RETIRED, DONE",
        // a second command for the same model changes nothing about the first
        "VALIDATING PREPARING COMMITTING ACTIVE REJECTED, DONE",
        // it came to nothing, and then it came to something after all
        "REJECTED VALIDATING PREPARING COMMITTING ACTIVE, DONE",
        // decided, but its artefact is missing after a restart: something else serves
        "VALIDATING PREPARING COMMITTING DEGRADED, WITHDRAWN",
        "VALIDATING PREPARING COMMITTING DEGRADED ACTIVE, DONE"
    })
    void tellsWhatBecameOfADeployment(String phases, Deployment expected) throws Exception {
        StatusPhase[] told =
                Arrays.stream(phases.split(" ")).map(StatusPhase::valueOf).toArray(StatusPhase[]::new);
        tell("main", "online@3", told);
        assertThat(asked("online@3")).isEqualTo(expected);
    }

    @Test
    void otherSlotsModelsAndVersionsAreNotMeant() throws Exception {
        tell("other", "online@3", StatusPhase.REJECTED);
        tell("main", "offline@3", StatusPhase.REJECTED);
        tell("main", "online@2", StatusPhase.REJECTED);
        assertThat(asked("online@3")).isEqualTo(Deployment.PENDING);
    }
}
