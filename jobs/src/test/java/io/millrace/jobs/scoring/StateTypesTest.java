package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State must be readable by later versions with further fields, which Kryo cannot promise. */
final class StateTypesTest {
    @ParameterizedTest
    @ValueSource(classes = {PartitionAccount.class, CutOffset.class})
    void stateIsAPojo(Class<?> type) {
        SerializerConfigImpl withoutKryo = new SerializerConfigImpl();
        withoutKryo.setGenericTypes(false);
        assertThat(TypeInformation.of(type).createSerializer(withoutKryo)).isInstanceOf(PojoSerializer.class);
    }
}
