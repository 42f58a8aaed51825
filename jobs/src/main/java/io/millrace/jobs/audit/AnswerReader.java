package io.millrace.jobs.audit;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads predictions and dead letters as they are committed, from the beginning. Close it after use. One thread.
 */
public final class AnswerReader implements AutoCloseable {
    /** Takes the answers. */
    public interface Listener {
        /** A prediction or fallback. */
        void prediction(Prediction prediction);

        /** A dead letter. */
        void deadLetter(DeadLetter deadLetter);

        /** A record that is no answer of ours. */
        void unreadable(String topic, int partition, long offset);
    }

    private final Pipeline pipeline;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Reads the answers of {@code pipeline}, whose topics must exist. */
    public AnswerReader(Pipeline pipeline) {
        this.pipeline = pipeline;
        consumer = consumer(pipeline, List.of(pipeline.predictionsTopic(), pipeline.deadLettersTopic()));
    }

    /** A consumer at the beginning of all partitions of {@code topics}, read committed, in no group. */
    static KafkaConsumer<byte[], byte[]> consumer(Pipeline pipeline, List<String> topics) {
        Properties properties = Cluster.clientProperties(pipeline);
        // The client's default, read_uncommitted, would show answers that are taken back.
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", "5000");
        // A question for the end waits behind a fetch that waits for records, half a second by default.
        properties.put("fetch.max.wait.ms", "50");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /**
     * Hands on what is there, waiting at most {@code wait} for the first record.
     *
     * @return records handed on; 0 does not mean that the end was reached
     */
    public int poll(Duration wait, Listener listener) {
        int records = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            records++;
            try {
                if (record.topic().equals(pipeline.predictionsTopic())) {
                    listener.prediction(MessageCodec.PREDICTION.decode(record.value()));
                } else {
                    listener.deadLetter(MessageCodec.DEAD_LETTER.decode(record.value()));
                }
            } catch (MessageFormatException e) {
                // Somebody else wrote to our topic: report it, read on.
                listener.unreadable(record.topic(), record.partition(), record.offset());
            }
        }
        return records;
    }

    /** Whether everything that is committed now has been handed on. */
    public boolean isAtEnd() {
        return isAtEnd(consumer);
    }

    static boolean isAtEnd(KafkaConsumer<byte[], byte[]> consumer) {
        for (Map.Entry<TopicPartition, Long> end :
                consumer.endOffsets(consumer.assignment()).entrySet()) {
            if (consumer.position(end.getKey()) < end.getValue()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
