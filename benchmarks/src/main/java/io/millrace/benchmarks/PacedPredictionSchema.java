package io.millrace.benchmarks;

import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.jobs.learning.PredictionSchema;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads predictions as the jobs do, and tells the pace of a run how many of each partition have come. */
final class PacedPredictionSchema implements KafkaRecordDeserializationSchema<PredictionRecord> {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final PredictionSchema schema = new PredictionSchema();
    private transient Pace pace;

    /**
     * A reader of predictions.
     *
     * @param run whose pace it keeps, with a part for each partition
     */
    PacedPredictionSchema(String run) {
        this.run = run;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        schema.open(context);
        pace = Pace.of(run);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> in, Collector<PredictionRecord> out) throws IOException {
        schema.deserialize(in, out);
        pace.predicted(in.partition(), in.offset() + 1);
    }

    @Override
    public TypeInformation<PredictionRecord> getProducedType() {
        return schema.getProducedType();
    }
}
