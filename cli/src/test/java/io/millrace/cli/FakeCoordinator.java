package io.millrace.cli;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The job's side of the control and the status topic, played by a test. */
final class FakeCoordinator implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Pipeline pipeline;
    private final KafkaConsumer<byte[], byte[]> commands;
    private final KafkaProducer<byte[], byte[]> statuses;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    /** Takes the commands from the beginning. */
    FakeCoordinator(Pipeline pipeline) {
        this.pipeline = pipeline;
        Map<String, Object> properties = Map.of("bootstrap.servers", pipeline.bootstrap());
        commands = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        statuses = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        TopicPartition control = new TopicPartition(pipeline.controlTopic(), 0);
        commands.assign(Set.of(control));
        commands.seekToBeginning(Set.of(control));
    }

    /** The next record of the control topic. */
    ConsumerRecord<byte[], byte[]> take() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (waiting.isEmpty() && System.nanoTime() < deadline) {
            commands.poll(Duration.ofMillis(100)).forEach(waiting::add);
        }
        if (waiting.isEmpty()) {
            throw new AssertionError("no command within " + LIMIT);
        }
        return waiting.remove();
    }

    /** A status of a command, to be completed. */
    static ModelStatus.Builder about(ControlCommand command, StatusPhase phase) {
        return ModelStatus.newBuilder()
                .setTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setPhase(phase)
                .setSlot(command.getSlot())
                .setKind(command.getKind())
                .setCommandId(command.getId())
                .setModel(command.getModel())
                .setVersion(command.getVersion())
                .setSha256(command.getSha256())
                .setSize(command.getSize())
                .setUri(command.getUri())
                .setPercent(command.getPercent())
                .setEffectiveFrom(command.getEffectiveFrom())
                .setIssuer(command.getIssuer());
    }

    /** Writes a status. */
    void say(ModelStatus.Builder status) throws Exception {
        sayBytes(MessageCodec.MODEL_STATUS.encode(status.build()));
    }

    /** Writes anything to the status topic. */
    void sayBytes(byte[] value) throws Exception {
        statuses.send(new ProducerRecord<>(
                        pipeline.statusTopic(), 0, pipeline.slot().name().getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    @Override
    public void close() {
        commands.close();
        statuses.close();
    }
}
