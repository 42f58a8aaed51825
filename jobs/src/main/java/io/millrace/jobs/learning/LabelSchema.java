package io.millrace.jobs.learning;

import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads labels. What is none goes on as unreadable, to be counted: one that throws would restart the job for ever. */
public final class LabelSchema implements KafkaRecordDeserializationSchema<LabelRecord> {
    private static final long serialVersionUID = 1L;

    private transient LabelRecord reused;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        reused = new LabelRecord();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> in, Collector<LabelRecord> out) {
        reused.partition = in.partition();
        reused.offset = in.offset();
        reused.set(label(in.value()));
        out.collect(reused);
    }

    private static Label label(byte[] value) {
        if (value == null) {
            return null;
        }
        try {
            return MessageCodec.LABEL.decode(value);
        } catch (MessageFormatException e) {
            return null; // anybody may write to this topic
        }
    }

    @Override
    public TypeInformation<LabelRecord> getProducedType() {
        return RecordType.LABEL;
    }
}
