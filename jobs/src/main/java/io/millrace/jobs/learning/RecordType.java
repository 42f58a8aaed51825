package io.millrace.jobs.learning;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Types of the records that go from subtask to subtask for every event. To be named where a stream of them begins, not by an annotation of the class: where one is
 * state it is a Flink POJO, to whose form fields may be added.
 *
 * @param <T> the records
 */
public final class RecordType<T> extends TypeInformation<T> {
    /** Predictions. */
    public static final TypeInformation<PredictionRecord> PREDICTION =
            new RecordType<>(PredictionRecord.class, PredictionRecordSerializer.INSTANCE);

    /** Labels. */
    public static final TypeInformation<LabelRecord> LABEL =
            new RecordType<>(LabelRecord.class, LabelRecordSerializer.INSTANCE);

    /** Examples. */
    public static final TypeInformation<Example> EXAMPLE = new RecordType<>(Example.class, ExampleSerializer.INSTANCE);

    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final RecordSerializer<T> serializer;

    private RecordType(Class<T> type, RecordSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RecordType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordType<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return Objects.hash(RecordType.class, type);
    }

    @Override
    public String toString() {
        return "RecordType<" + type.getSimpleName() + ">";
    }
}
