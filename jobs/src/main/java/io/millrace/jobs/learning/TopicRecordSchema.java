package io.millrace.jobs.learning;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records to their topics, key hashed to a partition by Kafka's own rule. */
public final class TopicRecordSchema implements KafkaRecordSerializationSchema<TopicRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(TopicRecord record, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(record.topic, record.key, record.value);
    }
}
