package io.millrace.jobs.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.RowFault;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad Avro events, rows E1 to E14 of the list of bad inputs, and what writers may legally vary. */
final class SingleObjectDecoderTest {
    private static final Schema SCHEMA = record("""
        {"name": "skipped", "type": {"type": "map", "values": "bytes"}},
        {"name": "a", "type": ["null", "double"]},
        {"name": "v", "type": {"type": "array", "items": "float"}},
        {"name": "id", "type": ["null", "string"]},
        {"name": "time", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
        {"name": "nothings", "type": {"type": "array", "items": "null"}},
        {"name": "list", "type": ["null", {"type": "record", "name": "Node", "fields": [
            {"name": "next", "type": ["null", "Node"]}]}]}\
        """);
    private static final List<Feature> FEATURES = List.of(Decoding.feature("a", "a"), new Feature("v", "v", false, 2));
    private static final ModelContract CONTRACT =
            Decoding.contract(Decoding.number("a"), ModelInput.vector("v", FeatureType.FLOAT, 2));

    private final Decoding decoding = Decoding.avro(FEATURES, CONTRACT, SCHEMA.toString());

    private static Schema record(String fields) {
        return new Schema.Parser().parse("""
            {"type": "record", "name": "Event", "fields": [%s]}\
            """.formatted(fields));
    }

    private static AvroBytes header() {
        return AvroBytes.singleObject(SCHEMA);
    }

    /** Up to where the vector begins. */
    private static AvroBytes untilVector() {
        return header().number(0).number(0);
    }

    /** All of an event behind its vector. */
    private static byte[] rest(AvroBytes bytes) {
        return bytes.number(1)
                .text("id-1")
                .number(1)
                .number(1000)
                .number(0)
                .number(0)
                .bytes();
    }

    private static byte[] good() {
        return rest(untilVector().number(2).raw(new byte[8]).number(0));
    }

    private void assertThatTheNextGoodEventIsRead() {
        assertThat(decoding.decode(good())).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.id()).isEqualTo("id-1");
        assertThat(decoding.time()).isEqualTo(1000);
        assertThat(decoding.cell(0)).isNaN();
        assertThat(decoding.cell(2)).isZero();
        assertThat(decoding.rowFault()).isEqualTo(RowFault.NONE);
    }

    @Test
    void nothingIsEmpty() {
        assertThat(decoding.decode(null)).isEqualTo(DecodeFault.EMPTY);
        assertThat(decoding.decode(new byte[0])).isEqualTo(DecodeFault.EMPTY);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1024})
    void randomBytesNeverThrow(int length) {
        for (int seed = 0; seed < 1000; seed++) {
            byte[] value = new byte[length];
            new Random(seed).nextBytes(value);
            assertThat(decoding.decode(value)).as("seed=%d", seed).isNotIn(DecodeFault.NONE, DecodeFault.EMPTY);
            assertThat(decoding.decode(header().raw(value).bytes()))
                    .as("seed=%d, behind a good header", seed)
                    .isNotIn(DecodeFault.EMPTY, DecodeFault.BAD_HEADER, DecodeFault.UNKNOWN_SCHEMA);
        }
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void anotherFingerprintIsAnUnknownSchema() {
        byte[] value = good();
        value[9] ^= 1;
        assertThat(decoding.decode(value)).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void anotherMarkerIsABadHeader() {
        for (int at = 0; at < 2; at++) {
            byte[] value = good();
            value[at] ^= 1;
            assertThat(decoding.decode(value)).isEqualTo(DecodeFault.BAD_HEADER);
        }
        assertThat(decoding.decode("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(DecodeFault.BAD_HEADER);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 1_000_000})
    void aVectorOfAnotherLengthMarksTheRow(int length) {
        AvroBytes bytes = untilVector();
        if (length > 0) {
            bytes.number(length).raw(new byte[4 * length]);
        }
        assertThat(decoding.decode(rest(bytes.number(0)))).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.rowFault()).isEqualTo(RowFault.SHAPE);
        assertThat(decoding.faultColumn()).isEqualTo(1);
        assertThat(decoding.id()).as("the id stands behind the vector").isEqualTo("id-1");
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void aVectorMayComeInSeveralBlocks() {
        AvroBytes bytes = untilVector().number(-1).number(4).raw(new byte[4]);
        assertThat(decoding.decode(rest(bytes.number(1).raw(new byte[4]).number(0))))
                .isEqualTo(DecodeFault.NONE);
        assertThat(decoding.rowFault()).isEqualTo(RowFault.NONE);
    }

    @Test
    void aBlockOfTheLeastNumberOfItemsIsMalformed() {
        AvroBytes bytes = untilVector().number(Long.MIN_VALUE).number(0);
        assertThat(decoding.decode(rest(bytes.number(2).raw(new byte[8]).number(0))))
                .as("its negation is itself")
                .isEqualTo(DecodeFault.MALFORMED);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 31, 1L << 40, Long.MAX_VALUE})
    void declaredLengthsAreNotBelieved(long length) {
        assertFaultWithoutMemory(header().number(1).number(length)); // key of the skipped map
        assertFaultWithoutMemory(header().number(1).text("key").number(length)); // its bytes
        assertFaultWithoutMemory(untilVector().number(length)); // items of the vector
        assertFaultWithoutMemory(untilVector().number(-1).number(length)); // size of a block
        assertFaultWithoutMemory(
                untilVector().number(2).raw(new byte[8]).number(0).number(1).number(length)); // the id
        assertFaultWithoutMemory(untilVector()
                .number(0)
                .number(1)
                .text("id")
                .number(1)
                .number(0)
                .number(length)); // items that take no bytes
        assertThatTheNextGoodEventIsRead();
    }

    /** Allocation tells of both: what is not reserved is not filled, and a loop over 2^40 items would not end. */
    private void assertFaultWithoutMemory(AvroBytes bytes) {
        byte[] value = bytes.bytes();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        DecodeFault fault = decoding.decode(value);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(fault).isIn(DecodeFault.TRUNCATED, DecodeFault.MALFORMED);
        assertThat(allocated).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 2, Long.MAX_VALUE})
    void aBranchThatTheUnionDoesNotHaveIsMalformed(long branch) {
        assertThat(decoding.decode(
                        header().number(0).number(branch).raw(new byte[50]).bytes()))
                .isEqualTo(DecodeFault.MALFORMED);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void aNumberOfElevenBytesIsMalformed() {
        byte[] endless = new byte[11];
        Arrays.fill(endless, (byte) 0x80);
        assertThat(decoding.decode(header().raw(endless).bytes())).isEqualTo(DecodeFault.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"1, NONE", "200, NONE", "201, TOO_DEEP", "100000, TOO_DEEP"})
    void recordsInsideRecordsHaveALimit(int depth, DecodeFault expected) throws InterruptedException {
        AvroBytes bytes = untilVector().number(2).raw(new byte[8]).number(0);
        bytes.number(1).text("id").number(1).number(1).number(0);
        for (int i = 0; i < depth; i++) {
            bytes.number(1);
        }
        byte[] value = bytes.number(0).bytes();
        AtomicReference<DecodeFault> fault = new AtomicReference<>();
        Thread smallStack = new Thread(null, () -> fault.set(decoding.decode(value)), "small stack", 256 << 10);
        smallStack.start();
        smallStack.join();
        assertThat(fault.get()).isEqualTo(expected);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void anEventNeedsAnId() {
        AvroBytes untilId = untilVector().number(0);
        byte[] prefix = untilId.bytes();
        assertThat(decoding.decode(untilId.number(0).number(1).raw(new byte[3]).bytes()))
                .as("null")
                .isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decoding.decode(withId(prefix))).as("empty").isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decoding.decode(withId(prefix, 0xC3))).as("cut UTF-8").isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decoding.decode(withId(prefix, 'a', 0xFF))).as("no UTF-8").isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decoding.decode(withId(prefix, 0xED, 0xA0, 0x80)))
                .as("surrogate")
                .isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decoding.decode(withId(prefix, 0xC3, 0xA9))).as("é").isEqualTo(DecodeFault.NONE);
        assertThat(decoding.id()).isEqualTo("é");
        assertThatTheNextGoodEventIsRead();
    }

    private static byte[] withId(byte[] prefix, int... id) {
        AvroBytes bytes = new AvroBytes().raw(prefix).number(1).number(id.length);
        for (int b : id) {
            bytes.raw((byte) b);
        }
        return bytes.number(1).raw(new byte[3]).bytes();
    }

    @Test
    void anEventNeedsItsTime() {
        AvroBytes bytes = untilVector().number(0).number(1).text("id").number(0);
        assertThat(decoding.decode(bytes.number(0).number(0).bytes())).isEqualTo(DecodeFault.MISSING_TIME);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp-millis, 1700000000123, 1700000000123",
        "timestamp-micros, 1700000000123999, 1700000000123",
        "timestamp-nanos, 1700000000123999999, 1700000000123",
        "timestamp-micros, -1, -1",
        "nothing-special, 1700000000123, 1700000000123"
    })
    void timesComeInTheUnitOfTheirLogicalType(String logicalType, long written, long millis) {
        Schema schema = record("""
            {"name": "id", "type": "int"},
            {"name": "time", "type": {"type": "long", "logicalType": "%s"}},
            {"name": "x", "type": "int"}\
            """.formatted(logicalType));
        Decoding timed = Decoding.avro(
                List.of(Decoding.feature("x", "x")), Decoding.contract(Decoding.number("x")), schema.toString());
        assertThat(timed.decode(AvroBytes.singleObject(schema)
                        .number(-7)
                        .number(written)
                        .number(5)
                        .bytes()))
                .isEqualTo(DecodeFault.NONE);
        assertThat(timed.id()).isEqualTo("-7");
        assertThat(timed.time()).isEqualTo(millis);
        assertThat(timed.cell(0)).isEqualTo(5);
    }

    @Test
    void aFieldThatAnOlderWriterDidNotKnowIsMissing() {
        Schema older = record("""
            {"name": "id", "type": "string"}, {"name": "time", "type": "long"}, {"name": "old", "type": "string"}\
            """);
        Decoding both = Decoding.avro(FEATURES, CONTRACT, SCHEMA.toString(), older.toString());
        byte[] value = AvroBytes.singleObject(older)
                .text("old one")
                .number(5)
                .text("?")
                .bytes();
        assertThat(both.decode(value)).isEqualTo(DecodeFault.NONE);
        assertThat(both.id()).isEqualTo("old one");
        assertThat(both.time()).isEqualTo(5);
        assertThat(List.of(both.cell(0), both.cell(1), both.cell(2))).allMatch(cell -> Double.isNaN(cell));
        assertThat(both.rowFault()).isEqualTo(RowFault.NONE);
        assertThat(both.decode(good())).isEqualTo(DecodeFault.NONE);
        assertThat(both.id()).isEqualTo("id-1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fixedSizesAreNotSkippedTogetherAcrossTheEndOfAUnion(boolean present) {
        Schema schema = record("""
            {"name": "id", "type": "string"}, {"name": "time", "type": "long"},
            {"name": "r", "type": ["null", {"type": "record", "name": "R", "fields": [
                {"name": "x", "type": "float"}, {"name": "skipped", "type": "double"}]}]},
            {"name": "skippedToo", "type": "double"}, {"name": "y", "type": "boolean"}\
            """);
        Decoding decoder = Decoding.avro(
                List.of(Decoding.feature("x", "r.x"), Decoding.feature("y", "y")),
                Decoding.contract(Decoding.number("x"), Decoding.number("y")),
                schema.toString());
        AvroBytes bytes = AvroBytes.singleObject(schema).text("id").number(0).number(present ? 1 : 0);
        if (present) {
            bytes.raw(new byte[12]);
        }
        assertThat(decoder.decode(bytes.raw(new byte[8]).raw((byte) 1).bytes())).isEqualTo(DecodeFault.NONE);
        assertThat(Double.isNaN(decoder.cell(0))).isEqualTo(!present);
        assertThat(decoder.cell(1)).isEqualTo(1);
    }

    @Test
    void aRecordMayBeLookedIntoAgainAndAgain() {
        Schema schema = record("""
            {"name": "id", "type": "string"}, {"name": "time", "type": "long"},
            {"name": "node", "type": {"type": "record", "name": "Node", "fields": [
                {"name": "next", "type": ["null", "Node"]}, {"name": "x", "type": "double"}]}}\
            """);
        Decoding nested = Decoding.avro(
                List.of(
                        Decoding.feature("first", "node.x"),
                        Decoding.feature("second", "node.next.x"),
                        Decoding.feature("third", "node.next.next.x")),
                Decoding.contract(Decoding.number("first"), Decoding.number("second"), Decoding.number("third")),
                schema.toString());
        AvroBytes bytes = AvroBytes.singleObject(schema).text("id").number(0);
        byte[] zero = new byte[8];
        byte[] minusZero = {0, 0, 0, 0, 0, 0, 0, (byte) 0x80};
        assertThat(nested.decode(
                        bytes.number(1).number(0).raw(zero).raw(minusZero).bytes()))
                .isEqualTo(DecodeFault.NONE);
        assertThat(nested.cell(0)).isEqualTo(-0.0);
        assertThat(nested.cell(1)).isEqualTo(0.0);
        assertThat(nested.cell(2)).isNaN();
    }

    @Test
    void allThatDoesNotFitIsNamedAtOnce() {
        Schema schema = record("""
            {"name": "id", "type": "double"}, {"name": "time", "type": "string"},
            {"name": "a", "type": ["null", "string"]}, {"name": "v", "type": "float"},
            {"name": "deep", "type": "int"}\
            """);
        List<Feature> features = List.of(
                Decoding.feature("a", "a"),
                new Feature("v", "v", false, 2),
                Decoding.feature("b", "deep.b"),
                Decoding.feature("c", "nowhere"));
        ModelContract contract = Decoding.contract(
                Decoding.number("a"),
                ModelInput.vector("v", FeatureType.FLOAT, 2),
                Decoding.number("b"),
                Decoding.number("c"));
        assertThat(problems(schema, features, contract))
                .containsExactlyInAnyOrder(
                        "id: must have a type that can be used as id, found double",
                        "time: must have a type that can be used as time, found string",
                        "a: must have a type that can be used as number, found string",
                        "v: must have a type that can be used as vector, found float",
                        "deep: must be a record to look inside, found int",
                        "nowhere: must be a field of the event schema, found none in Event");
    }

    @Test
    void featuresMustFitTheModelsInputs() {
        List<Feature> features = List.of(
                new Feature("a", "a", true, 1), new Feature("v", "v", false, 3), Decoding.feature("unused", "nowhere"));
        ModelContract contract = Decoding.contract(
                Decoding.number("a"),
                ModelInput.vector("v", FeatureType.FLOAT, 2),
                ModelInput.categorical("country", List.of("DE")));
        assertThat(problems(SCHEMA, features, contract))
                .containsExactly(
                        "slots.slot.model: input a: must be a numeric feature, found a categorical one",
                        "slots.slot.model: input v: must have size 2, found a feature of size 3",
                        "slots.slot.model: input country: must be one of the pipeline's features, found none of that"
                                + " name");
    }

    private static List<String> problems(Schema schema, List<Feature> features, ModelContract contract) {
        List<String> problems = new ArrayList<>();
        EventDecoder.of(
                Decoding.events(EventFormat.AVRO, "", List.of(schema.toString())),
                features,
                contract,
                "slot",
                problems);
        return problems;
    }
}
