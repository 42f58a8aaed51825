package io.millrace.jobs.learning;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the head of predictions. What is none goes on as unreadable, to be counted: one that throws would restart the job for ever. */
public final class PredictionSchema implements KafkaRecordDeserializationSchema<PredictionRecord> {
    private static final long serialVersionUID = 1L;

    private transient PredictionRecord reused;
    private transient PredictionHead head;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        reused = new PredictionRecord();
        head = new PredictionHead();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> in, Collector<PredictionRecord> out) {
        head.read(in.value(), reused);
        out.collect(reused);
    }

    @Override
    public TypeInformation<PredictionRecord> getProducedType() {
        return RecordType.PREDICTION;
    }
}
