package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic of one partition that holds records of one kind, committed ones only, in their order. What is no record of that kind
 * is skipped and counted. Close it after use. One thread.
 *
 * @param <T> the records' class
 */
final class RecordReader<T extends SpecificRecordBase> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Pipeline pipeline;
    private final MessageCodec<T> codec;
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long unreadable;

    private RecordReader(
            Pipeline pipeline,
            MessageCodec<T> codec,
            TopicPartition partition,
            KafkaConsumer<byte[], byte[]> consumer) {
        this.pipeline = pipeline;
        this.codec = codec;
        this.partition = partition;
        this.consumer = consumer;
    }

    /**
     * Connects.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    static <T extends SpecificRecordBase> RecordReader<T> open(Pipeline pipeline, String topic, MessageCodec<T> codec) {
        TopicPartition partition = TopicAccess.onlyPartition(pipeline, topic);
        Properties properties = TopicAccess.properties(pipeline);
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", false);
        properties.put("auto.offset.reset", "earliest");
        properties.put("default.api.timeout.ms", TopicAccess.LIMIT_MS);
        KafkaConsumer<byte[], byte[]> consumer = TopicAccess.ask(
                pipeline,
                () -> new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        consumer.assign(Set.of(partition));
        return new RecordReader<>(pipeline, codec, partition, consumer);
    }

    /**
     * Offset of the next record.
     *
     * @throws KafkaException if no broker answers
     */
    long end() {
        return TopicAccess.ask(
                pipeline,
                () -> consumer.endOffsets(Set.of(partition), Duration.ofMillis(TopicAccess.LIMIT_MS))
                        .get(partition));
    }

    /**
     * Hands on all records from the beginning to what is there at the call.
     *
     * @throws KafkaException if no broker answers
     */
    void forEach(Consumer<T> reader) {
        long end = end();
        unreadable = 0;
        TopicAccess.ask(pipeline, () -> {
            consumer.seekToBeginning(Set.of(partition));
            long lastProgress = System.nanoTime();
            while (consumer.position(partition) < end) {
                long before = consumer.position(partition);
                poll(POLL, record -> {
                    reader.accept(record);
                    return false;
                });
                if (consumer.position(partition) > before) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress
                        > Duration.ofMillis(TopicAccess.LIMIT_MS).toNanos()) {
                    throw TopicAccess.unreachable(pipeline, null);
                }
            }
            return end;
        });
    }

    /**
     * Reads on from an offset until a record is the last that is waited for.
     *
     * @return that one; empty if none came within the limit
     * @throws KafkaException if Kafka refuses, or the thread was interrupted
     */
    Optional<T> await(long from, Duration limit, Predicate<T> isLast) {
        long deadline = System.nanoTime() + limit.toNanos();
        unreadable = 0;
        consumer.seek(partition, from);
        return TopicAccess.ask(pipeline, () -> {
            Optional<T> last = Optional.empty();
            long left = limit.toNanos();
            while (last.isEmpty() && left > 0) {
                last = poll(Duration.ofNanos(Math.min(left, POLL.toNanos())), isLast);
                left = deadline - System.nanoTime();
            }
            return last;
        });
    }

    /** Records that could not be read in the newest {@link #forEach} or {@link #await}. */
    long unreadable() {
        return unreadable;
    }

    /** Hands on one poll's records until {@code isLast} says so, and returns that one. */
    private Optional<T> poll(Duration wait, Predicate<T> isLast) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            Optional<T> decoded = decode(record.value());
            if (decoded.filter(isLast).isPresent()) {
                return decoded;
            }
        }
        return Optional.empty();
    }

    private Optional<T> decode(byte[] value) {
        if (value != null) {
            try {
                return Optional.of(codec.decode(value));
            } catch (MessageFormatException e) {
                // somebody else wrote to our topic: counted below
            }
        }
        unreadable++;
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
