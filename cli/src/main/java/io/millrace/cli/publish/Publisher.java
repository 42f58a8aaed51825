package io.millrace.cli.publish;

import io.millrace.jobs.pipeline.Pipeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends a file's records to a topic of a pipeline, once each and in order within a partition. Kafka's timestamp is the
 * moment of sending, never the event time, which may lie beyond the topic's retention. One run at a time; not thread-safe.
 */
public final class Publisher {
    private static final int TOPIC_LIMIT_MILLIS = 20_000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String topic;
    private final Map<String, Object> client;
    private final RecordEncoder encoder;
    private final Clock clock;

    /** Publishes to {@code pipeline}'s events topic, with {@code encoder} made for the same pipeline. */
    public static Publisher ofEvents(Pipeline pipeline, RecordEncoder encoder) {
        return new Publisher(pipeline.events().topic(), client(pipeline), encoder, Clock.system());
    }

    /** Publishes to {@code pipeline}'s labels topic. */
    public static Publisher ofLabels(Pipeline pipeline, LabelEncoder encoder) {
        return new Publisher(pipeline.labelsTopic(), client(pipeline), encoder, Clock.system());
    }

    Publisher(String topic, Map<String, Object> client, RecordEncoder encoder, Clock clock) {
        this.topic = topic;
        this.client = Map.copyOf(client);
        this.encoder = encoder;
        this.clock = clock;
    }

    private static Map<String, Object> client(Pipeline pipeline) {
        Map<String, Object> client = new HashMap<>(pipeline.clientProperties());
        client.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrap());
        return client;
    }

    /**
     * Sends what {@code plan} selects of {@code file}, from where the file stands, and returns when the broker has
     * confirmed all of it.
     *
     * @throws RecordFileException if the file lacks a field or a record is wrong; events before that record are sent
     * @throws PublishException if the topic is absent, the broker is, an event is not confirmed, or the thread is
     *     interrupted
     */
    public Published publish(RecordFile file, PublishPlan plan, Progress progress) {
        file.require(encoder.requiredFields());
        requireTopic();
        Producer<byte[], byte[]> producer = producer();
        try {
            return publish(file, plan, progress, producer);
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
            throw new PublishException("interrupted while publishing to topic " + topic, e);
        } catch (KafkaException e) {
            throw new PublishException(
                    "records must reach topic " + topic + ", but sending failed: " + e.getMessage(), e);
        } finally {
            producer.close(CLOSE_LIMIT);
        }
    }

    private Published publish(RecordFile file, PublishPlan plan, Progress progress, Producer<byte[], byte[]> producer)
            throws InterruptedException {
        Confirmations confirmations = new Confirmations(topic);
        Pace.Schedule schedule = plan.pace().start();
        long start = clock.nanoTime();
        long reported = start;
        long events = 0;
        long bytes = 0;
        while (events < plan.limit() && file.hasNext()) {
            FileRecord record = file.next();
            long eventTime = encoder.eventTime(record);
            if (!plan.includes(eventTime)) {
                continue;
            }
            byte[] key = encoder.key(record);
            byte[] value = encoder.encode(record);
            waitUntil(start + schedule.due(eventTime));
            // The callback hears of failures; the future would tell the same.
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, key, value), confirmations);
            confirmations.check();
            events++;
            bytes += key.length + value.length;
            if (clock.nanoTime() - reported >= PROGRESS_NANOS) {
                reported = clock.nanoTime();
                progress.sent(events, bytes);
            }
        }
        producer.flush();
        confirmations.check();
        progress.sent(events, bytes);
        double seconds = (clock.nanoTime() - start) / 1e9;
        return new Published(events, bytes, seconds, confirmations.first(), confirmations.last());
    }

    private void waitUntil(long nanoTime) throws InterruptedException {
        long wait = nanoTime - clock.nanoTime();
        if (wait > 0) {
            clock.sleep(wait);
        }
    }

    /** Without this a missing topic would show only after a minute, as a timeout. */
    private void requireTopic() {
        try (Admin admin = Admin.create(client)) {
            admin.describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(TOPIC_LIMIT_MILLIS))
                    .allTopicNames()
                    .get();
        } catch (ExecutionException e) {
            String bootstrap =
                    client.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG).toString();
            throw e.getCause() instanceof UnknownTopicOrPartitionException
                    ? new PublishException("topic " + topic + " must exist, found none at " + bootstrap, e)
                    : new PublishException(
                            "Kafka must answer at " + bootstrap + ": "
                                    + e.getCause().getMessage(),
                            e);
        } catch (KafkaException e) {
            throw new PublishException("Kafka's client cannot be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException("interrupted while looking for topic " + topic, e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // With several requests on their way, a partition that has just been made can take the second and refuse the
        // first
        // for ever as out of order. One large batch at a time is fast enough.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // A short outage of the broker is waited for as long as the events already handed over are retried.
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
