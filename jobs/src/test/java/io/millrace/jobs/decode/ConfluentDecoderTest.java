package io.millrace.jobs.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfluentDecoderTest {
    private static final String SCHEMA = """
        {"type": "record", "name": "Event", "fields": [
            {"name": "id", "type": "string"}, {"name": "time", "type": "long"}, {"name": "x", "type": "int"}]}\
        """;
    private static final String WIDER = SCHEMA.replace("\"int\"", "[\"null\", \"long\"]");

    private FakeRegistry registry;
    private Decoding decoding;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        decoding = decoding(registry.address());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static Decoding decoding(String address) {
        return Decoding.confluent(
                address, List.of(Decoding.feature("x", "x")), Decoding.contract(Decoding.number("x")));
    }

    private static String answer(String schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
    }

    private static byte[] event(int id) {
        return AvroBytes.confluent(id).text("e").number(5).number(7).bytes();
    }

    private void assertThatTheNextGoodEventIsRead() {
        registry.answer("1", 200, answer(SCHEMA));
        assertThat(decoding.decode(event(1))).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.id()).isEqualTo("e");
        assertThat(decoding.time()).isEqualTo(5);
        assertThat(decoding.cell(0)).isEqualTo(7);
    }

    @Test
    void aSchemaIsAskedForOnce() {
        registry.answer("2", 200, answer(WIDER));
        for (int i = 0; i < 3; i++) {
            assertThatTheNextGoodEventIsRead();
            assertThat(decoding.decode(
                            AvroBytes.confluent(2).text("w").number(5).number(0).bytes()))
                    .isEqualTo(DecodeFault.NONE);
            assertThat(decoding.cell(0)).isNaN();
        }
        assertThat(registry.asked()).containsExactly("/schemas/ids/1", "/schemas/ids/2");
    }

    @Test
    void anIdIsFourBytesWithoutSign() {
        registry.answer("4294967295", 200, answer(SCHEMA));
        assertThat(decoding.decode(event(-1))).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.cell(0)).isEqualTo(7);
    }

    @Test
    void aSlashBehindTheAddressDoesNoHarm() {
        registry.answer("1", 200, answer(SCHEMA));
        assertThat(decoding(registry.address() + "/").decode(event(1))).isEqualTo(DecodeFault.NONE);
    }

    @Test
    void anUnknownIdIsAskedForOnceAndRemembered() {
        for (int i = 0; i < 5; i++) {
            assertThat(decoding.decode(event(77))).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
        }
        assertThat(registry.asked()).containsExactly("/schemas/ids/77");
        assertThatTheNextGoodEventIsRead();
        assertThat(decoding.decode(event(77))).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
        assertThat(registry.asked()).containsExactly("/schemas/ids/77", "/schemas/ids/1");
    }

    @Test
    void onlyAThousandUnknownIdsAreRemembered() {
        for (int id = 1000; id <= 2000; id++) {
            assertThat(decoding.decode(event(id))).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
        }
        registry.answer("1000", 200, answer(SCHEMA));
        assertThat(decoding.decode(event(1000))).as("forgotten, so asked again").isEqualTo(DecodeFault.NONE);
        assertThat(registry.asked()).hasSize(1002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaType\": \"PROTOBUF\", \"schema\": \"syntax = 'proto3';\"}",
                "{\"schemaType\": \"JSON\", \"schema\": \"{}\"}",
                "{\"schema\": \"\\\"string\\\"\"}",
                "{\"schema\": \"{\\\"type\\\": \\\"nonsense\\\"}\"}",
                "{\"schema\": \"no json\"}",
                "{\"schema\": \"\"}",
                "{}"
            })
    void whatIsNoAvroRecordIsAnUnknownSchema(String answer) {
        registry.answer("3", 200, answer);
        assertThat(decoding.decode(event(3))).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
        assertThat(decoding.decode(event(3))).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
        assertThat(registry.asked()).hasSize(1);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void aSchemaWithoutTheNeededFieldsIsUnknown() {
        registry.answer("3", 200, answer(SCHEMA.replace("\"x\"", "\"y\"")));
        assertThat(decoding.decode(event(3))).isEqualTo(DecodeFault.UNKNOWN_SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 500, 503})
    void aRegistryThatFailsIsNotTheEventsFault(int status) {
        registry.answer("1", status, "");
        assertThatThrownBy(() -> decoding.decode(event(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("schema registry: " + registry.address()
                        + "/schemas/ids/1: schema registry must answer 200 or 404: " + registry.address()
                        + "/schemas/ids/1 answered " + status);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void aRegistryThatAnswersNoJsonIsNotTheEventsFault() {
        registry.answer("1", 200, "<html>");
        assertThatThrownBy(() -> decoding.decode(event(1))).isInstanceOf(UncheckedIOException.class);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void aRegistryThatIsDownIsNotTheEventsFault() {
        registry.close();
        assertThatThrownBy(() -> decoding.decode(event(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(registry.address());
    }

    @Test
    void badFramesAreFaults() {
        byte[] good = AvroBytes.confluent(1)
                .value(new Schema.Parser().parse(SCHEMA), record())
                .bytes();
        registry.answer("1", 200, answer(SCHEMA));
        for (int length = 1; length < good.length; length++) {
            assertThat(decoding.decode(Arrays.copyOf(good, length)))
                    .as("length=%d", length)
                    .isEqualTo(DecodeFault.TRUNCATED);
        }
        assertThat(decoding.decode(Arrays.copyOf(good, good.length + 1))).isEqualTo(DecodeFault.TRAILING);
        good[0] = 1;
        assertThat(decoding.decode(good)).isEqualTo(DecodeFault.BAD_HEADER);
        assertThat(decoding.decode(new byte[0])).isEqualTo(DecodeFault.EMPTY);
        assertThatTheNextGoodEventIsRead();
    }

    private static GenericRecord record() {
        return new GenericRecordBuilder(new Schema.Parser().parse(SCHEMA))
                .set("id", "e")
                .set("time", 5L)
                .set("x", 7)
                .build();
    }
}
