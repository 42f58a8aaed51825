package io.millrace.jobs.control;

import static io.millrace.jobs.control.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.SentCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Control and status topic on a real broker. */
@Timeout(600)
class ControlTopicIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final SentCommand COMMAND = new SentCommand("c7", "", 7);

    @TempDir
    private Path folder;

    private Pipeline pipeline;

    @BeforeEach
    void makePipeline() throws IOException {
        String name = SharedBroker.freshName();
        Path file =
                Files.writeString(folder.resolve("pipeline.yaml"), """
                pipeline: %s
                kafka: {bootstrap: "%s"}
                events: {topic: %s.events, format: json, id: id}
                features: [{name: x}]
                slots: {main: {model: m.onnx}}
                """.formatted(name, SharedBroker.bootstrap(), name));
        pipeline = PipelineFile.read(file);
        try (Cluster cluster = Cluster.of(pipeline)) {
            cluster.createTopics(1, (short) 1);
        }
    }

    @Test
    void acknowledgedCommandsAreOnTheTopicInOrder() {
        try (ControlTopic control = ControlTopic.open(pipeline)) {
            assertThat(control.send("main", new byte[] {1})).isZero();
            assertThat(control.send("main", new byte[] {2})).isEqualTo(1);
        }
        TopicPartition partition = new TopicPartition(pipeline.controlTopic(), 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (records.size() < 2 && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        assertThat(records).extracting(record -> record.value()[0]).containsExactly((byte) 1, (byte) 2);
        assertThat(records)
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsOnly("main");
    }

    @Test
    void statusesAreReadInOrderAsTheyAreCommittedAndOthersCounted() throws Exception {
        List<ModelStatus> statuses = new ArrayList<>();
        for (int offset = 0; offset < 500; offset++) {
            statuses.add(status(StatusPhase.ACTIVE, CommandKind.DEPLOY, offset, "m", 1)
                    .build());
        }
        try (StatusTopic topic = StatusTopic.open(pipeline);
                KafkaProducer<byte[], byte[]> producer = producer("statuses")) {
            assertThat(topic.readAll()).isEmpty();
            assertThat(topic.end()).isZero();
            producer.beginTransaction();
            statuses.forEach(status -> send(producer, MessageCodec.MODEL_STATUS.encode(status)));
            send(producer, null);
            send(producer, new byte[] {1, 2, 3});
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, MessageCodec.MODEL_STATUS.encode(statuses.get(0)));
            producer.abortTransaction();
            for (int times = 0; times < 2; times++) {
                assertThat(topic.readAll()).isEqualTo(statuses);
                assertThat(topic.unreadable()).isEqualTo(2);
            }
        }
    }

    @Test
    void aCommandIsFollowedToItsEnd() throws Exception {
        List<StatusPhase> seen = new ArrayList<>();
        try (StatusTopic topic = StatusTopic.open(pipeline);
                KafkaProducer<byte[], byte[]> producer = producer("followed")) {
            commit(producer, status(StatusPhase.REJECTED, CommandKind.DEPLOY, 7, "m", 1));
            long from = topic.end();
            assertThat(topic.follow(COMMAND, from, Duration.ofMillis(300), status -> seen.add(status.getPhase())))
                    .as("what was there before is not of this command")
                    .isEmpty();
            CompletableFuture<Void> job = CompletableFuture.runAsync(() -> {
                commit(producer, status(StatusPhase.VALIDATING, CommandKind.DEPLOY, 7, "m", 1));
                commit(producer, status(StatusPhase.REJECTED, CommandKind.DEPLOY, 8, "m", 1));
                commit(producer, status(StatusPhase.ACTIVE, CommandKind.DEPLOY, 7, "m", 1));
                commit(producer, status(StatusPhase.RETIRED, CommandKind.DEPLOY, 7, "m", 1));
            });
            assertThat(topic.follow(COMMAND, from, LIMIT, status -> seen.add(status.getPhase())))
                    .map(ModelStatus::getPhase)
                    .contains(StatusPhase.ACTIVE);
            assertThat(seen).containsExactly(StatusPhase.VALIDATING, StatusPhase.ACTIVE);
            job.join();
        }
    }

    @Test
    void growthOfThePredictionsIsTheRate() throws Exception {
        assertThat(AnswerRate.measure(pipeline, Duration.ofMillis(10))).isZero();
        try (KafkaProducer<byte[], byte[]> producer = producer("answers")) {
            producer.beginTransaction();
            answer(producer);
            CompletableFuture<Double> rate = CompletableFuture.supplyAsync(this::rate);
            while (!rate.isDone()) {
                answer(producer);
            }
            producer.abortTransaction();
            assertThat(rate.join()).as("uncommitted answers count").isPositive();
        }
    }

    private void answer(KafkaProducer<byte[], byte[]> producer) throws Exception {
        producer.send(new ProducerRecord<>(pipeline.predictionsTopic(), new byte[100]))
                .get();
    }

    private double rate() {
        try {
            return AnswerRate.measure(pipeline, Duration.ofMillis(500));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedBroker.bootstrap()))) {
            admin.createPartitions(Map.of(pipeline.controlTopic(), NewPartitions.increaseTo(2)))
                    .all()
                    .get();
            admin.deleteTopics(Set.of(pipeline.statusTopic())).all().get();
        }
        assertThatThrownBy(() -> ControlTopic.open(pipeline))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("topic " + pipeline.controlTopic() + " must have 1 partition, found 2");
        assertThatThrownBy(() -> StatusTopic.open(pipeline))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("topics must exist, missing: " + pipeline.statusTopic())
                .hasMessageContaining("millrace topics create pipeline.yaml");
        assertThatThrownBy(() -> ControlTopic.open(pipeline.withBootstrap("127.0.0.1:1")))
                .isInstanceOf(KafkaException.class)
                .hasMessage(
                        "no Kafka broker answers at 127.0.0.1:1 within 10 s: is it running, and is the address right?");
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        SharedBroker.bootstrap(),
                        "transactional.id",
                        pipeline.name() + transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private void commit(KafkaProducer<byte[], byte[]> producer, ModelStatus.Builder status) {
        producer.beginTransaction();
        send(producer, MessageCodec.MODEL_STATUS.encode(status.build()));
        producer.commitTransaction();
    }

    private void send(KafkaProducer<byte[], byte[]> producer, byte[] value) {
        // the commit fails if it does
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(pipeline.statusTopic(), 0, null, value));
    }
}
