package io.millrace.benchmarks;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that remembers its first failure and throws it at the end. One thread at a time. */
final class Sender implements AutoCloseable {
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Callback callback = (metadata, exception) -> {
        if (exception != null) {
            failure.compareAndSet(null, exception);
        }
    };

    /** A producer with the scoring job's settings. */
    Sender(String bootstrap) {
        this(Topics.producerProperties(bootstrap));
    }

    /** A producer that waits {@code linger} milliseconds for a batch to fill. */
    Sender(String bootstrap, String linger) {
        this(with(Topics.producerProperties(bootstrap), "linger.ms", linger));
    }

    private Sender(Map<String, Object> properties) {
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> with(Map<String, Object> properties, String name, String value) {
        properties.put(name, value);
        return properties;
    }

    /** Hands a record to Kafka's client; waits only where its buffer is full. */
    void send(String topic, int partition, byte[] key, byte[] value) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, partition, key, value), callback);
    }

    /** Waits until all is written. */
    @Override
    public void close() {
        producer.close();
        if (failure.get() != null) {
            throw new IllegalStateException(
                    "Kafka refused a record: " + failure.get().getMessage(), failure.get());
        }
    }
}
