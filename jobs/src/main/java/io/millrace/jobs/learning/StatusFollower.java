package io.millrace.jobs.learning;

import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.Models;
import io.millrace.model.store.ModelStore;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the models of a slot from the status topic and the store. It reads on when asked about what it does not know, at most once a
 * second; a model answers no event before its status is on the topic. One thread.
 */
final class StatusFollower implements ServedModels {
    private static final Logger LOGGER = LoggerFactory.getLogger(StatusFollower.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SlotSettings settings;
    private final ModelStore store;
    private final TopicPartition partition;
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, Deployment> deployments = new HashMap<>();
    private Consumer<byte[], byte[]> consumer;
    private long lastReading;

    StatusFollower(SlotSettings settings, ModelStore store) {
        this.settings = settings;
        this.store = store;
        partition = new TopicPartition(settings.statusTopic(), 0);
    }

    @Override
    public Optional<List<String>> columns(String model) {
        if (model.equals(settings.fileModel())) {
            return Optional.of(settings.fileColumns());
        }
        if (!hashes.containsKey(model)) {
            readOn();
        }
        String hash = hashes.get(model);
        if (hash == null) {
            LOGGER.warn("Nobody knows what {} was given: the status topic does not name it", model);
            return Optional.empty();
        }
        int at = model.lastIndexOf('@');
        try {
            ModelBundle bundle = store.open(hash, model.substring(0, at), Long.parseLong(model.substring(at + 1)));
            return Optional.of(SlotSettings.columns(inputs(bundle)));
        } catch (ModelException e) {
            // Without the file nobody can tell which number is which feature.
            LOGGER.warn("Nobody knows what {} was given: {}", model, e.getMessage());
            return Optional.empty();
        }
    }

    private static List<ModelInput> inputs(ModelBundle bundle) {
        if (!bundle.inputs().isEmpty()) {
            return bundle.inputs();
        }
        try (Model model = Models.load(bundle)) {
            return model.contract().inputs();
        }
    }

    @Override
    public Deployment deployment(String model) {
        if (System.nanoTime() - lastReading > PAUSE_NANOS) {
            readOn();
        }
        return deployments.getOrDefault(model, Deployment.PENDING);
    }

    /** Reads what is there at the call. A broker that does not answer fails the job, which tries again. */
    private void readOn() {
        Consumer<byte[], byte[]> topic = consumer();
        long end = topic.endOffsets(Set.of(partition), LIMIT).get(partition);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (topic.position(partition, LIMIT) < end && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : topic.poll(POLL)) {
                take(record.value());
            }
        }
        lastReading = System.nanoTime();
    }

    private Consumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Properties properties = new Properties();
            properties.putAll(settings.clientProperties());
            properties.put("isolation.level", "read_committed");
            properties.put("allow.auto.create.topics", false);
            consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
        }
        return consumer;
    }

    private void take(byte[] value) {
        if (value == null) {
            return;
        }
        try {
            ModelStatus status = MessageCodec.MODEL_STATUS.decode(value);
            if (status.getSlot().equals(settings.slot()) && !status.getModel().isEmpty()) {
                take(status);
            }
        } catch (MessageFormatException e) {
            // somebody else wrote to the topic: the scoring job tells
        }
    }

    private void take(ModelStatus status) {
        String model = status.getModel() + "@" + status.getVersion();
        if (!status.getSha256().isEmpty()) {
            hashes.put(model, status.getSha256());
        }
        switch (status.getPhase()) {
            case ACTIVE, RETIRED -> deployments.put(model, Deployment.DONE);
            // Degraded before it served: something else serves than was decided.
            case REJECTED, ABORTED, DEGRADED -> deployments.putIfAbsent(model, Deployment.WITHDRAWN);
            case UNKNOWN, VALIDATING, PREPARING, COMMITTING -> {
                // on its way, or something that a later status ends
            }
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
