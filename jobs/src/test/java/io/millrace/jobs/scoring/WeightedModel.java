package io.millrace.jobs.scoring;

import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.FailurePolicy;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.jobs.pipeline.Slot;
import io.millrace.model.Device;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * The small model in {@code resources/scoring/weighted} and events for it. Its {@code score} is
 * a + 10 b + 100 v[0] + 1000 v[1] + 10000 country, where DE is 0 and FR is 1. A missing {@code a} cannot be scored, a
 * missing {@code b} is replaced by 7.
 */
final class WeightedModel {
    static final Path PATH = Path.of("src", "test", "resources", "scoring", "weighted");
    static final ModelId ID = ModelBundle.open(PATH).id();

    private static final Schema SCHEMA = SchemaBuilder.record("Event")
            .fields()
            .requiredString("id")
            .requiredLong("time")
            .optionalDouble("a")
            .optionalDouble("b")
            .name("v")
            .type()
            .array()
            .items()
            .floatType()
            .noDefault()
            .optionalString("country")
            .endRecord();
    private static final BinaryMessageEncoder<GenericRecord> ENCODER =
            new BinaryMessageEncoder<>(GenericData.get(), SCHEMA);

    private WeightedModel() {}

    /** Settings that flush only by {@code maxRows}, practically. */
    static ScoringSettings settings(int maxRows) {
        return settings(slot(maxRows, Duration.ofMinutes(1), Double.NaN));
    }

    static Slot slot(int maxRows, Duration maxWait, double fallback) {
        return new Slot("main", PATH.toString(), new FailurePolicy(fallback), maxRows, maxWait, true, Device.CPU);
    }

    static ScoringSettings settings(Slot slot) {
        return settings(slot, "");
    }

    static ScoringSettings settings(Slot slot, String store) {
        return new ScoringSettings(
                new Events("clicks", EventFormat.AVRO, List.of(SCHEMA.toString()), "", "id", "", "time"),
                List.of(
                        new Feature("country", "country", true, 1),
                        new Feature("a", "a", false, 1),
                        new Feature("b", "b", false, 1),
                        new Feature("v", "v", false, 2)),
                slot,
                ID.sha256(),
                "p.predictions",
                "p.dead-letters",
                "p.shadow",
                store);
    }

    /** An event's bytes; null for what is missing. */
    static byte[] event(String id, Double a, Double b, List<Float> v, String country) {
        return event(id, 1000L, a, b, v, country);
    }

    static byte[] event(String id, long time, Double a, Double b, List<Float> v, String country) {
        GenericRecord event = new GenericData.Record(SCHEMA);
        event.put("id", id);
        event.put("time", time);
        event.put("a", a);
        event.put("b", b);
        event.put("v", v);
        event.put("country", country);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ENCODER.encode(event, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    /** An event whose score is {@code a}. */
    static byte[] event(String id, double a) {
        return event(id, a, 0.0, List.of(0f, 0f), "DE");
    }

    /** An event of that time, whose score is 1. */
    static byte[] eventAt(String id, long time) {
        return event(id, time, 1.0, 0.0, List.of(0f, 0f), "DE");
    }

    static SourceRecord record(int partition, long offset, byte[] value) {
        SourceRecord record = new SourceRecord();
        record.partition = partition;
        record.offset = offset;
        record.timestamp = 2000 + offset;
        record.value = value;
        return record;
    }
}
