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
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
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
    private static final long PAUSE_NANOS = 100_000;

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
        send(List.of(signed(id, model, effectiveFrom)), Duration.ZERO);
    }

    /**
     * Bad records, half of them no commands and half of them signed: each has an id of its own.
     *
     * @param model that of the signed ones, which must be refused
     */
    List<byte[]> floodOf(int count, SwapModels.Candidate model) {
        String prefix = UUID.randomUUID() + "-";
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(i % 2 == 0 ? new byte[] {(byte) i, 1} : signed(prefix + i, model, null));
        }
        return records;
    }

    private byte[] signed(String id, SwapModels.Candidate model, Instant effectiveFrom) {
        Instant now = Instant.now();
        ControlCommand command = ControlCommand.newBuilder()
                .setId(id)
                .setPipeline(pipeline.name())
                .setSlot(pipeline.slot().name())
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
        return CommandSigner.sign(command, KEY_ID, key.getPrivate());
    }

    /** Sends records, evenly over some time, and waits until they are written. */
    void send(List<byte[]> records, Duration time) {
        byte[] slot = pipeline.slot().name().getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        try (Sender sender = new Sender(pipeline.bootstrap(), "0")) {
            for (int i = 0; i < records.size(); i++) {
                long due = start + time.toNanos() * i / records.size();
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                sender.send(pipeline.controlTopic(), 0, slot, records.get(i));
            }
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
