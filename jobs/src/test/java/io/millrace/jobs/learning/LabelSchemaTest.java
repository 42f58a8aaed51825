package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.InfluenceCapConfig;
import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.signing.KeyFiles;
import io.millrace.schemas.signing.LabelSigner;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class LabelSchemaTest {
    private static final KeyPair BANK = KeyFiles.generate();
    private static final Label LABEL = Label.newBuilder()
            .setEventId("order-4711")
            .setValue(1.0)
            .setKnownAt(Instant.parse("2026-07-03T00:00:00Z"))
            .setPrincipal("User:ann")
            .build();
    private static final byte[] PLAIN = MessageCodec.LABEL.encode(LABEL);
    private static final byte[] SIGNED = LabelSigner.sign(LABEL, "bank", BANK.getPrivate());

    /** A source without Flink around it. */
    private static final class Context implements InitializationContext {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            return SimpleUserCodeClassLoader.create(LabelSchemaTest.class.getClassLoader());
        }
    }

    private static Optional<AdmissionPlan> plan(Source source, Map<String, String> keys) {
        return Optional.of(new AdmissionPlan(
                new AdmissionConfig(IdentityConfig.DEFAULTS, List.of(InfluenceCapConfig.DEFAULTS)),
                source,
                keys,
                Map.of(),
                List.of(),
                10,
                new Retention(0, 1)));
    }

    private static LabelSchema vouched() {
        return LabelSchema.of(plan(Source.SIGNED, Map.of("bank", KeyFiles.text(BANK.getPublic()))));
    }

    /** What the schema makes of a record, and whose it is. */
    private static String principal(LabelSchema schema, byte[] value) {
        schema.open(new Context());
        List<LabelRecord> out = new ArrayList<>();
        schema.deserialize(new ConsumerRecord<>("labels", 2, 7, null, value), new Collector<>() {
            @Override
            public void collect(LabelRecord record) {
                out.add(record);
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
        assertThat(out).hasSize(1);
        LabelRecord read = out.get(0);
        assertThat(read.offset).isEqualTo(7);
        if (!read.readable) {
            return "unreadable";
        }
        assertThat(read.eventId).isEqualTo("order-4711");
        assertThat(read.number).isEqualTo(1);
        return read.principal;
    }

    @Test
    void aLabelsWordIsTakenWhereNobodyNeedsToVouchForIt() {
        for (LabelSchema schema : List.of(
                new LabelSchema(), LabelSchema.of(Optional.empty()), LabelSchema.of(plan(Source.LABEL, Map.of())))) {
            assertThat(principal(schema, PLAIN)).isEqualTo("User:ann");
            assertThat(principal(schema, SIGNED)).isEqualTo("User:ann");
        }
    }

    @Test
    void aPrincipalThatNobodyVouchesForIsNobody() {
        assertThat(principal(vouched(), SIGNED)).isEqualTo("User:ann");
        assertThat(principal(vouched(), PLAIN)).as("a label all the same").isNull();
        byte[] forged = LabelSigner.sign(LABEL, "bank", KeyFiles.generate().getPrivate());
        assertThat(principal(vouched(), forged)).isNull();
    }

    @Test
    void whatIsNoneIsCountedNotThrown() {
        assertThat(principal(vouched(), null)).isEqualTo("unreadable");
        assertThat(principal(vouched(), new byte[] {1, 2, 3})).isEqualTo("unreadable");
        byte[] cut = java.util.Arrays.copyOf(SIGNED, SIGNED.length - 1);
        assertThat(principal(vouched(), cut)).isEqualTo("unreadable");
    }
}
