package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what became of a pipeline's commands, in the order of the topic. Records that are no statuses of ours are skipped and
 * counted. Close it after use. One thread.
 */
public final class StatusTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Pipeline pipeline;
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long unreadable;

    private StatusTopic(Pipeline pipeline, TopicPartition partition, KafkaConsumer<byte[], byte[]> consumer) {
        this.pipeline = pipeline;
        this.partition = partition;
        this.consumer = consumer;
    }

    /**
     * Connects.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static StatusTopic open(Pipeline pipeline) {
        TopicPartition partition = TopicAccess.onlyPartition(pipeline, pipeline.statusTopic());
        Properties properties = TopicAccess.properties(pipeline);
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", false);
        properties.put("auto.offset.reset", "earliest");
        properties.put("default.api.timeout.ms", TopicAccess.LIMIT_MS);
        KafkaConsumer<byte[], byte[]> consumer = TopicAccess.ask(
                pipeline,
                () -> new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        consumer.assign(Set.of(partition));
        return new StatusTopic(pipeline, partition, consumer);
    }

    /**
     * Offset of the next status: a command that is sent after this call has its statuses from here on.
     *
     * @throws KafkaException if no broker answers
     */
    public long end() {
        return TopicAccess.ask(
                pipeline,
                () -> consumer.endOffsets(Set.of(partition), Duration.ofMillis(TopicAccess.LIMIT_MS))
                        .get(partition));
    }

    /**
     * Hands on all statuses from the beginning to what is there at the call. They are kept for ever, so there may be many.
     *
     * @throws KafkaException if no broker answers
     */
    public void forEach(Consumer<ModelStatus> reader) {
        long end = end();
        unreadable = 0;
        TopicAccess.ask(pipeline, () -> {
            consumer.seekToBeginning(Set.of(partition));
            long lastProgress = System.nanoTime();
            while (consumer.position(partition) < end) {
                long before = consumer.position(partition);
                poll(POLL, status -> {
                    reader.accept(status);
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

    /** All statuses from the beginning to what is there at the call, as {@link #forEach}. */
    public List<ModelStatus> readAll() {
        List<ModelStatus> statuses = new ArrayList<>();
        forEach(statuses::add);
        return statuses;
    }

    /**
     * Waits for the end of a command.
     *
     * @param command the command
     * @param from {@link #end()} from before it was sent
     * @param limit longest wait
     * @param listener is handed each status of the command, the last one too
     * @return the status that ended it; empty if none came within the limit
     * @throws KafkaException if Kafka refuses, or the thread was interrupted
     */
    public Optional<ModelStatus> follow(
            SentCommand command, long from, Duration limit, Consumer<ModelStatus> listener) {
        long deadline = System.nanoTime() + limit.toNanos();
        unreadable = 0;
        consumer.seek(partition, from);
        return TopicAccess.ask(pipeline, () -> {
            Optional<ModelStatus> last = Optional.empty();
            long left = limit.toNanos();
            while (last.isEmpty() && left > 0) {
                last = poll(Duration.ofNanos(Math.min(left, POLL.toNanos())), status -> {
                    if (command.isConcernedBy(status)) {
                        listener.accept(status);
                    }
                    return command.outcome(status) != CommandOutcome.PENDING;
                });
                left = deadline - System.nanoTime();
            }
            return last;
        });
    }

    /** Records that could not be read in the newest {@link #forEach}, {@link #readAll} or {@link #follow}. */
    public long unreadable() {
        return unreadable;
    }

    /** Hands on one poll's statuses until {@code isLast} says so, and returns that one. */
    private Optional<ModelStatus> poll(Duration wait, Predicate<ModelStatus> isLast) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            Optional<ModelStatus> status = decode(record.value());
            if (status.filter(isLast).isPresent()) {
                return status;
            }
        }
        return Optional.empty();
    }

    private Optional<ModelStatus> decode(byte[] value) {
        if (value != null) {
            try {
                return Optional.of(MessageCodec.MODEL_STATUS.decode(value));
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
