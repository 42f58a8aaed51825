package io.millrace.jobs.scoring;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Answers to Kafka records, key hashed to a partition by Kafka's own rule.
 *
 * <p>Not made by the connector's builder: its topic selector remembers the topic of each object it has seen, so our one
 * reused answer would go to the topic of the first for ever. What the builder adds, lineage facets, only the POOLING
 * naming strategy needs, and the sink uses INCREMENTING.
 */
final class AnswerSchema implements KafkaRecordSerializationSchema<Answer> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Answer answer, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(answer.topic, answer.key, answer.value);
    }
}
