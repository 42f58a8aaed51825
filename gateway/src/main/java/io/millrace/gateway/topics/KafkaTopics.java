package io.millrace.gateway.topics;

import io.millrace.gateway.config.GatewayConfig.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the gateway's clients of a Kafka cluster. Its producer is made at the first command. Safe for all threads. */
public final class KafkaTopics implements AutoCloseable {
    private static final int LIMIT_MS = 10_000;
    private static final int MOST_POLL_RECORDS = 2_000;
    private static final int MOST_LOOKUP_RECORDS = 500;
    private static final int LOOKUP_BYTES = 65_536;

    private final KafkaAccess access;
    private final String controlTopic;
    private Producer<byte[], byte[]> producer;

    /** Connects to nothing yet. */
    public KafkaTopics(KafkaAccess access, String controlTopic) {
        this.access = access;
        this.controlTopic = controlTopic;
    }

    /** A consumer of committed records, without a group. */
    public Consumer<byte[], byte[]> consumer() {
        return consumer(MOST_POLL_RECORDS, Map.of());
    }

    /** Like {@link #consumer}, for few records here and there. */
    public Consumer<byte[], byte[]> lookup() {
        return consumer(
                MOST_LOOKUP_RECORDS,
                Map.of("fetch.max.bytes", LOOKUP_BYTES, "max.partition.fetch.bytes", LOOKUP_BYTES));
    }

    private Consumer<byte[], byte[]> consumer(int mostRecords, Map<String, Integer> fetches) {
        Properties properties = properties();
        properties.putAll(fetches);
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", false);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", false);
        properties.put("max.poll.records", mostRecords);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Sends a command, as {@link CommandTopic} says: an idempotent write to all replicas in sync. */
    public long send(String slot, byte[] signedCommand) {
        try {
            return producer()
                    .send(new ProducerRecord<>(controlTopic, 0, slot.getBytes(StandardCharsets.UTF_8), signedCommand))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new CommandNotKeptException("the broker did not confirm the command: " + e.getCause(), e.getCause());
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
            throw new CommandNotKeptException("interrupted while a command was sent", e);
        } catch (KafkaException e) {
            throw new CommandNotKeptException("the command could not be sent: " + e, e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            Properties properties = properties();
            properties.put("acks", "all");
            properties.put("enable.idempotence", true);
            properties.put("request.timeout.ms", LIMIT_MS / 2);
            properties.put("max.block.ms", LIMIT_MS);
            properties.put("delivery.timeout.ms", LIMIT_MS);
            properties.put("linger.ms", 0);
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(access.properties());
        properties.put("bootstrap.servers", access.bootstrap());
        return properties;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
