package io.millrace.jobs.control;

import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.store.ModelStore;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the bundles of the models that have answered a slot's events: their hashes are on the status topic, their files in the store. A
 * model answers no event before its status is on the topic. Connects when first asked about what it does not know. One thread.
 */
public final class ServedBundles implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServedBundles.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String slot;
    private final Map<String, String> clientProperties;
    private final ModelStore store;
    private final Consumer<ModelStatus> listener;
    private final TopicPartition partition;
    private final Map<String, String> hashes = new HashMap<>();
    private KafkaConsumer<byte[], byte[]> consumer;
    private long lastReading;

    /**
     * Reads nothing yet.
     *
     * @param clientProperties of Kafka clients, bootstrap servers among them
     * @param listener is told each status of the slot that names a model, when it is read
     */
    public ServedBundles(
            String statusTopic,
            String slot,
            Map<String, String> clientProperties,
            ModelStore store,
            Consumer<ModelStatus> listener) {
        this.slot = slot;
        this.clientProperties = clientProperties;
        this.store = store;
        this.listener = listener;
        partition = new TopicPartition(statusTopic, 0);
    }

    /**
     * The bundle of a model; without its file nobody can tell which number of a prediction is which feature.
     *
     * @param model {@code name@version}
     * @return empty if the status topic does not name it, or its file is gone
     */
    public Optional<ModelBundle> bundle(String model) {
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
            return Optional.of(store.open(hash, model.substring(0, at), Long.parseLong(model.substring(at + 1))));
        } catch (ModelException e) {
            LOGGER.warn("Nobody knows what {} was given: {}", model, e.getMessage());
            return Optional.empty();
        }
    }

    /** Tells the listener what is new, unless that was done within the last second. */
    public void refresh() {
        if (System.nanoTime() - lastReading > PAUSE_NANOS) {
            readOn();
        }
    }

    /** Reads what is there at the call. A broker that does not answer fails the job, which tries again. */
    private void readOn() {
        KafkaConsumer<byte[], byte[]> topic = consumer();
        long end = topic.endOffsets(Set.of(partition), LIMIT).get(partition);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (topic.position(partition, LIMIT) < end && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : topic.poll(POLL)) {
                take(record.value());
            }
        }
        lastReading = System.nanoTime();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Properties properties = new Properties();
            properties.putAll(clientProperties);
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
            if (status.getSlot().equals(slot) && !status.getModel().isEmpty()) {
                if (!status.getSha256().isEmpty()) {
                    hashes.put(status.getModel() + "@" + status.getVersion(), status.getSha256());
                }
                listener.accept(status);
            }
        } catch (MessageFormatException e) {
            // somebody else wrote to the topic: the scoring job tells
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
