package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State must be readable by later versions with further fields, which Kryo cannot promise; what travels now and then may be a POJO, too. */
final class LearningStateTest {
    @ParameterizedTest
    @ValueSource(classes = {Example.class, OutcomeCounts.class, TopicRecord.class})
    void isAPojo(Class<?> type) {
        SerializerConfigImpl withoutKryo = new SerializerConfigImpl();
        withoutKryo.setGenericTypes(false);
        assertThat(TypeInformation.of(type).createSerializer(withoutKryo)).isInstanceOf(PojoSerializer.class);
    }
}
