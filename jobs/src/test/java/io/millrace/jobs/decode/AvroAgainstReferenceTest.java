package io.millrace.jobs.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.RowFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random schemas and events: rows hold what Avro's own reader reads, and no damage goes unnoticed. */
final class AvroAgainstReferenceTest {
    private static final int HEADER = 10;
    private static final int EVENTS_A_SEED = 10;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRowHoldsWhatAvroReads(long seed) {
        RandomEvents events = new RandomEvents(seed);
        Decoding decoding = decoding(events);
        for (int i = 0; i < EVENTS_A_SEED; i++) {
            GenericRecord event = events.next();
            AvroBytes bytes = AvroBytes.singleObject(events.schema);
            byte[] value = (i % 2 == 0 ? bytes.value(events.schema, event) : bytes.valueInBlocks(events.schema, event))
                    .bytes();
            String what = "seed=" + seed + ", event=" + event + ", schema=" + events.schema;
            assertThat(decoding.decode(value)).as(what).isEqualTo(DecodeFault.NONE);
            checkRow(what, events, decoding, reference(events, value));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anEventCutAnywhereIsTruncated(long seed) {
        RandomEvents events = new RandomEvents(seed);
        Decoding decoding = decoding(events);
        byte[] value = AvroBytes.singleObject(events.schema)
                .value(events.schema, events.next())
                .bytes();
        for (int length = 1; length < value.length; length++) {
            assertThat(decoding.decode(Arrays.copyOf(value, length)))
                    .as("seed=%d, length=%d of %d", seed, length, value.length)
                    .isEqualTo(DecodeFault.TRUNCATED);
        }
        assertThat(decoding.decode(Arrays.copyOf(value, value.length + 1)))
                .as("seed=%d, one more byte", seed)
                .isEqualTo(DecodeFault.TRAILING);
        assertThat(decoding.decode(value)).as("seed=%d, whole again", seed).isEqualTo(DecodeFault.NONE);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyDamageGivesAFaultOrARow(long seed) {
        RandomEvents events = new RandomEvents(seed);
        Decoding decoding = decoding(events);
        Random random = new Random(seed);
        byte[] value = AvroBytes.singleObject(events.schema)
                .value(events.schema, events.next())
                .bytes();
        for (int i = 0; i < 200; i++) {
            byte[] damaged = value.clone();
            damaged[HEADER + random.nextInt(damaged.length - HEADER)] = (byte) random.nextInt();
            assertThat(decoding.decode(damaged)).as("seed=%d, i=%d", seed, i).isNotNull();
        }
        assertThat(decoding.decode(value)).as("seed=%d, undamaged", seed).isEqualTo(DecodeFault.NONE);
    }

    private static Decoding decoding(RandomEvents events) {
        return Decoding.avro(events.features(), events.contract, events.schema.toString());
    }

    private static GenericRecord reference(RandomEvents events, byte[] value) {
        try {
            return new GenericDatumReader<GenericRecord>(events.schema)
                    .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
        } catch (IOException e) {
            throw new UncheckedIOException("Avro reads what it wrote", e);
        }
    }

    private static void checkRow(String what, RandomEvents events, Decoding decoding, GenericRecord read) {
        assertThat(decoding.id()).as(what).isEqualTo(read.get("id").toString());
        assertThat(decoding.time()).as(what).isEqualTo(read.get("time"));
        boolean shapesFit = true;
        for (Feature feature : events.features()) {
            Object expected = at(read, feature.from());
            int column = events.contract.firstColumn(feature.name());
            String where = feature + " of " + what;
            if (expected == null) {
                assertThat(decoding.cell(column)).as(where).isNaN();
            } else if (feature.categorical()) {
                assertThat(decoding.text(column)).as(where).isEqualTo(expected.toString());
            } else if (expected instanceof List<?> vector) {
                shapesFit &= vector.size() == feature.size();
                for (int i = 0; i < Math.min(vector.size(), feature.size()); i++) {
                    assertThat(decoding.cell(column + i)).as(where).isEqualTo(number(vector.get(i)));
                }
            } else {
                assertThat(decoding.cell(column)).as(where).isEqualTo(number(expected));
            }
        }
        assertThat(decoding.rowFault()).as(what).isEqualTo(shapesFit ? RowFault.NONE : RowFault.SHAPE);
    }

    /** Boxed, so that NaN equals NaN and differs from nothing else. */
    private static Double number(Object value) {
        return value instanceof Boolean truth ? (truth ? 1.0 : 0.0) : ((Number) value).doubleValue();
    }

    /** What lies at a dotted path; null where a record on the way is. */
    private static Object at(GenericRecord record, String path) {
        Object found = record;
        for (String name : path.split("\\.", -1)) {
            found = found instanceof GenericRecord inside ? inside.get(name) : null;
        }
        return found;
    }
}
