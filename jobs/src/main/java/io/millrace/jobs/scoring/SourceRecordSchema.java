package io.millrace.jobs.scoring;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Hands records on as they are. Decoding is left to the operator, which can make a dead letter of a bad one; a
 * deserialiser that throws would restart the job for ever, and one that drops would lose the event.
 */
final class SourceRecordSchema implements KafkaRecordDeserializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;

    private transient SourceRecord reused;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        reused = new SourceRecord();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> in, Collector<SourceRecord> out) {
        SourceRecord record = reused;
        record.partition = in.partition();
        record.offset = in.offset();
        record.timestamp = in.timestamp();
        record.key = in.key();
        record.value = in.value();
        Header[] headers = in.headers().toArray();
        record.headers = headers.length == 0 ? null : flatten(headers);
        out.collect(record);
    }

    private static byte[][] flatten(Header[] headers) {
        byte[][] flat = new byte[headers.length * 2][];
        for (int i = 0; i < headers.length; i++) {
            flat[2 * i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
            flat[2 * i + 1] = headers[i].value();
        }
        return flat;
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return TypeExtractor.createTypeInfo(SourceRecord.class);
    }
}
