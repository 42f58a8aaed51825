package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.signing.KeyFiles;
import io.millrace.schemas.signing.LabelVerifier;
import io.millrace.schemas.signing.LabelVerifier.Verified;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads labels, plain or signed. Where principals must be vouched for, a label that is not signed, or whose signature does not hold, is nobody's: counted as
 * {@code labels_not_vouched_for}. What is none goes on as unreadable, to be counted: one that throws would restart the job for ever.
 */
public final class LabelSchema implements KafkaRecordDeserializationSchema<LabelRecord> {
    private static final long serialVersionUID = 1L;

    private final boolean mustBeVouchedFor;
    private final TreeMap<String, String> keys;
    private transient LabelVerifier verifier;
    private transient Counter notVouchedFor;
    private transient LabelRecord reused;

    /** One that takes a label's word for its principal. */
    public LabelSchema() {
        this(false, Map.of());
    }

    private LabelSchema(boolean mustBeVouchedFor, Map<String, String> keys) {
        this.mustBeVouchedFor = mustBeVouchedFor;
        this.keys = new TreeMap<>(keys);
    }

    /** One that takes principals as admission wants them. */
    static LabelSchema of(Optional<AdmissionPlan> admission) {
        return admission
                .filter(plan -> plan.source() == Source.SIGNED)
                .map(plan -> new LabelSchema(true, plan.keys()))
                .orElseGet(LabelSchema::new);
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        Map<String, PublicKey> ready = new HashMap<>();
        keys.forEach((id, text) -> ready.put(id, KeyFiles.publicKey(text)));
        verifier = new LabelVerifier(ready);
        notVouchedFor = context.getMetricGroup().addGroup("millrace").counter("labels_not_vouched_for");
        reused = new LabelRecord();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> in, Collector<LabelRecord> out) {
        reused.partition = in.partition();
        reused.offset = in.offset();
        read(in.value());
        out.collect(reused);
    }

    private void read(byte[] value) {
        if (value == null) {
            reused.set(null, false);
            return;
        }
        try {
            Verified read = verifier.read(value);
            boolean isNamed = !mustBeVouchedFor || read.isVouchedFor();
            if (!isNamed) {
                notVouchedFor.inc();
            }
            reused.set(read.label(), isNamed);
        } catch (MessageFormatException e) {
            reused.set(null, false); // anybody may write to this topic
        }
    }

    @Override
    public TypeInformation<LabelRecord> getProducedType() {
        return RecordType.LABEL;
    }
}
