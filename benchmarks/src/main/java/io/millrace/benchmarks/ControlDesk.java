package io.millrace.benchmarks;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.CommandSigner;
import io.millrace.schemas.signing.KeyFiles;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sends signed commands and reads what becomes of them, as {@code millrace model deploy --wait} does. One thread. */
final class ControlDesk implements AutoCloseable {
    /** Id of the key that signs. */
    private static final String KEY_ID = "benchmark";

    private static final Set<StatusPhase> OUTCOMES =
            EnumSet.of(StatusPhase.ACTIVE, StatusPhase.REJECTED, StatusPhase.ABORTED);
    private static final Duration VALIDITY = Duration.ofHours(1);

    private final KeyPair key = KeyFiles.generate();
    private final List<ModelStatus> statuses = new ArrayList<>();
    private Pipeline pipeline;
    private KafkaConsumer<byte[], byte[]> consumer;

    /** The public key, as a pipeline file takes it, by its id. */
    Map<String, String> publicKey() {
        return Map.of(KEY_ID, KeyFiles.text(key.getPublic()));
    }

    /** Begins to read the statuses of {@code other}, whose topics must exist. */
    void open(Pipeline other) {
        pipeline = other;
        consumer = new KafkaConsumer<>(
                Topics.consumerProperties(other.bootstrap()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partition = Topics.partitions(other.statusTopic(), 1);
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
    }

    /**
     * Sends the command to serve a model.
     *
     * @param id of the command
     * @param effectiveFrom event time; null: now
     */
    void deploy(String id, SwapModels.Candidate model, Instant effectiveFrom) {
        Instant now = Instant.now();
        String slot = pipeline.slot().name();
        ControlCommand command = ControlCommand.newBuilder()
                .setId(id)
                .setPipeline(pipeline.name())
                .setSlot(slot)
                .setKind(CommandKind.DEPLOY)
                .setModel(SwapModels.NAME)
                .setVersion(model.version())
                .setUri(model.uri())
                .setSha256(model.sha256())
                .setSize(model.size())
                .setEffectiveFrom(effectiveFrom)
                .setIssuer("benchmark")
                .setIssuedAt(now)
                .setNotAfter(now.plus(VALIDITY))
                .build();
        try (Sender sender = new Sender(pipeline.bootstrap(), "0")) {
            sender.send(
                    pipeline.controlTopic(),
                    0,
                    slot.getBytes(StandardCharsets.UTF_8),
                    CommandSigner.sign(command, KEY_ID, key.getPrivate()));
        }
    }

    /**
     * Waits for the outcome of a command.
     *
     * @param alive asked again and again; throws where there is nothing to wait for any more
     * @return all that the status topic says of it; the outcome is the last
     * @throws IllegalStateException if there is none after {@code longest}
     */
    List<ModelStatus> await(String id, Duration longest, Check alive) throws Exception {
        long start = System.nanoTime();
        List<ModelStatus> ofCommand = List.of();
        while (ofCommand.stream().noneMatch(status -> OUTCOMES.contains(status.getPhase()))) {
            if (System.nanoTime() - start > longest.toNanos()) {
                throw new IllegalStateException(
                        "command must have an outcome within " + longest + ": " + id + ", found " + ofCommand);
            }
            alive.check();
            read(Duration.ofMillis(100));
            ofCommand = statuses.stream()
                    .filter(status -> status.getCommandId().equals(id))
                    .toList();
        }
        return ofCommand;
    }

    /** What could go wrong meanwhile. */
    @FunctionalInterface
    interface Check {
        void check() throws Exception;
    }

    private void read(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> status : consumer.poll(wait)) {
            statuses.add(MessageCodec.MODEL_STATUS.decode(status.value()));
        }
    }

    /** All statuses up to now, in their order. */
    List<ModelStatus> statuses() {
        return List.copyOf(statuses);
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
