package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields are found by reflection: one that is added to a record and forgotten in its serialiser fails here. */
class RecordSerializerTest {
    static Stream<TypeInformation<?>> types() {
        return Stream.of(RecordType.PREDICTION, RecordType.LABEL, RecordType.EXAMPLE);
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void everyFieldArrives(TypeInformation<T> type) throws Exception {
        for (T record : records(type)) {
            TypeSerializer<T> serializer = serializer(type);
            byte[] bytes = bytes(serializer, record);
            DataInputDeserializer in = new DataInputDeserializer(bytes);

            assertThat(serializer.deserialize(in)).usingRecursiveComparison().isEqualTo(record);
            assertThat(in.available()).isZero();
        }
    }

    /** Of a reused record nothing may be left. */
    @ParameterizedTest
    @MethodSource("types")
    <T> void aReusedRecordIsOverwritten(TypeInformation<T> type) throws Exception {
        TypeSerializer<T> serializer = serializer(type);
        List<T> records = records(type);
        T reuse = serializer.createInstance();
        for (T record : records) {
            reuse = serializer.deserialize(reuse, new DataInputDeserializer(bytes(serializer, record)));
            assertThat(reuse).usingRecursiveComparison().isEqualTo(record);
        }
        for (T record : records) {
            reuse = serializer.copy(record, reuse);
            assertThat(reuse).usingRecursiveComparison().isEqualTo(record);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    <T> void copiesAreEqualAndApart(TypeInformation<T> type) throws Exception {
        TypeSerializer<T> serializer = serializer(type);
        for (T record : records(type)) {
            assertThat(serializer.copy(record)).isNotSameAs(record);
            assertThat(serializer.copy(record)).usingRecursiveComparison().isEqualTo(record);
            byte[] bytes = bytes(serializer, record);
            DataOutputSerializer out = new DataOutputSerializer(16);
            serializer.copy(new DataInputDeserializer(bytes), out);
            assertThat(out.getCopyOfBuffer()).isEqualTo(bytes);
        }
    }

    /** As a job's graph travels to task managers. */
    @ParameterizedTest
    @MethodSource("types")
    <T> void typesTravel(TypeInformation<T> type) throws Exception {
        assertThat(InstantiationUtil.clone(type)).isEqualTo(type).hasSameHashCodeAs(type);
        assertThat(InstantiationUtil.clone(serializer(type))).isEqualTo(serializer(type));
        TypeSerializer<T> restored = serializer(type).snapshotConfiguration().restoreSerializer();
        assertThat(restored).isEqualTo(serializer(type));
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(new SerializerConfigImpl());
    }

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T record) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        serializer.serialize(record, out);
        return out.getCopyOfBuffer();
    }

    /** With all fields set, each to something else; and as it is when made, with what may be null being null. */
    private static <T> List<T> records(TypeInformation<T> type) throws ReflectiveOperationException {
        List<T> records = new ArrayList<>();
        for (boolean full : new boolean[] {true, false, true}) {
            T record = type.getTypeClass().getConstructor().newInstance();
            int number = 1;
            for (Field field : type.getTypeClass().getFields()) {
                if (full && !Modifier.isStatic(field.getModifiers())) {
                    field.set(record, value(field.getType(), number++));
                }
            }
            records.add(record);
        }
        return records;
    }

    private static Object value(Class<?> type, int number) {
        if (type == long.class) {
            return Long.MIN_VALUE + number;
        } else if (type == int.class) {
            return -number;
        } else if (type == double.class) {
            return 0.1 * number;
        } else if (type == boolean.class) {
            return true;
        } else if (type == String.class) {
            return "text " + number + " \u00fc \u4e16 \ud83c\udf0a";
        } else if (type == byte[].class) {
            return new byte[] {-1, 0, (byte) number};
        } else if (type.isEnum()) {
            return type.getEnumConstants()[1];
        }
        throw new IllegalArgumentException("no value of " + type);
    }
}
