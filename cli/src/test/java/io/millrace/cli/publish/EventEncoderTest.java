package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventEncoderTest {
    @TempDir
    private Path folder;

    private static String schema(String... fields) {
        return "{\"type\":\"record\",\"name\":\"E\",\"fields\":[" + String.join(",", fields) + "]}";
    }

    private static String field(String type) {
        return "{\"name\":\"v\",\"type\":" + type + "}";
    }

    private static Events avro(String schema) {
        return new Events("events", EventFormat.AVRO, List.of(schema), "", "id", "", "");
    }

    private static Events json(String key, String time) {
        return new Events("events", EventFormat.JSON, List.of(), "", "id", key, time);
    }

    private static Object decoded(String fieldType, FileRecord record) throws IOException {
        String schema = schema(field(fieldType));
        byte[] bytes = EventEncoder.of(avro(schema), List.of()).encode(record);
        return new BinaryMessageDecoder<GenericData.Record>(GenericData.get(), new Schema.Parser().parse(schema))
                .decode(bytes)
                .get("v");
    }

    private FileRecord csv(String header, String cells) throws IOException {
        return TestFiles.read(TestFiles.write(folder.resolve("events.csv"), header + "\n" + cells + "\n"))
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "string"                                           | 007              | 007
            "int"                                              | -12              | -12
            "int"                                              | 1999.0           | 1999
            "long"                                             | 1e3              | 1000
            "long"                                             | 9007199254740993 | 9007199254740993
            "float"                                            | 0.1              | 0.1
            "double"                                           | 12.66            | 12.66
            "double"                                           | NaN              | NaN
            "boolean"                                          | True             | true
            "boolean"                                          | 0                | false
            {"type":"enum","name":"C","symbols":["UA","AA"]}   | AA               | AA
            ["null","int"]                                     | 5                | 5
            ["int","null"]                                     | ``               | null
            ["null","long","string"]                           | 5                | 5
            ["null","long","string"]                           | five             | five
            {"type":"array","items":"float"}                   | 1 2.5;3          | [1.0, 2.5, 3.0]
            {"type":"array","items":"int"}                     | `"[1, 2]"`       | [1, 2]
            {"type":"long","logicalType":"timestamp-millis"}   | 1357035300000    | 1357035300000
            {"type":"long","logicalType":"timestamp-millis"}   | 2013-01-01T10:15:00Z | 1357035300000
            {"type":"long","logicalType":"timestamp-millis"}   | 2013-01-01T05:15:00-05:00 | 1357035300000
            {"type":"long","logicalType":"timestamp-micros"}   | 2013-01-01T10:15:00Z | 1357035300000000
            """)
    void turnsTextIntoTheFieldsType(String type, String cell, String expected) throws IOException {
        assertThat(String.valueOf(decoded(type, csv("id,v", "x," + cell)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "int"                                            | abc        | must be int, found "abc"
            "int"                                            | 2147483648 | must be int, found "2147483648"
            "int"                                            | 1.5        | must be int, found "1.5"
            "long"                                           | 1e999999999 | must be long, found "1e999999999"
            "long"                                           | ``         | must be long, found none
            "double"                                         | 5f         | must be double, found "5f"
            "boolean"                                        | yes        | must be boolean, found "yes"
            "string"                                         | ``         | must be string, found none
            "bytes"                                          | x          | must be bytes, found "x"
            ["null","double"]                                | x          | must be double, found "x"
            ["null","int","boolean"]                         | x          | must be [null, int, boolean], found "x"
            {"type":"enum","name":"C","symbols":["UA","AA"]} | ZZ         | must be one of [UA, AA], found "ZZ"
            {"type":"long","logicalType":"timestamp-millis"} | 2013-01-01 | must be long (timestamp-millis), found "2013-01-01"
            """)
    void namesFieldTypeAndValue(String type, String cell, String problem) throws IOException {
        FileRecord record = csv("id,v", "x," + cell);
        assertThatThrownBy(() -> decoded(type, record))
                .isInstanceOf(RecordFileException.class)
                .hasMessage(record.file() + ", line 2: field v: " + problem);
    }

    @Test
    void namesTheElementOfAnArray() throws IOException {
        FileRecord record = csv("id,v", "x,1 two 3");
        assertThatThrownBy(() -> decoded("{\"type\":\"array\",\"items\":\"float\"}", record))
                .hasMessage(record.file() + ", line 2: field v[1]: must be float, found \"two\"");
    }

    @Test
    void typedValuesAreConvertedToo() throws IOException {
        assertThat(decoded("\"float\"", TestFiles.typed(Map.of("v", 0.1)))).isEqualTo(0.1f);
        assertThat(decoded("\"double\"", TestFiles.typed(Map.of("v", 3L)))).isEqualTo(3.0);
        assertThat(String.valueOf(decoded("\"string\"", TestFiles.typed(Map.of("v", 3L)))))
                .isEqualTo("3");
        assertThat(decoded("\"boolean\"", TestFiles.typed(Map.of("v", true)))).isEqualTo(true);
        assertThat(decoded("\"bytes\"", TestFiles.typed(Map.of("v", new byte[] {9}))))
                .isEqualTo(ByteBuffer.wrap(new byte[] {9}));
        String nested = "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
        assertThat(decoded(nested, TestFiles.typed(Map.of("v", Map.of("x", 4L)))))
                .hasToString("{\"x\": 4}");
        assertThatThrownBy(() -> decoded(nested, TestFiles.typed(Map.of("v", Map.of("x", "no")))))
                .hasMessage("events.jsonl, line 7: field v.x: must be int, found \"no\"");
        assertThatThrownBy(() -> decoded(nested, TestFiles.typed(Map.of("v", "text"))))
                .hasMessage("events.jsonl, line 7: field v: must be record, found \"text\"");
    }

    @Test
    void defaultsStandInForWhatIsMissing() throws IOException {
        String withDefault = "\"int\",\"default\":8";
        assertThat(decoded(withDefault, csv("id", "x"))).isEqualTo(8);
        assertThat(decoded(withDefault, csv("id,v", "x,"))).isEqualTo(8);
        assertThat(decoded("[\"int\",\"null\"],\"default\":8", csv("id", "x"))).isEqualTo(8);
        assertThat(decoded("[\"int\",\"null\"],\"default\":8", csv("id,v", "x,")))
                .isNull();
        assertThat(decoded("[\"null\",\"int\"]", csv("id", "x"))).isNull();
    }

    @Test
    void asksForWhatTheSchemaDemands() {
        String schema = schema(
                "{\"name\":\"a\",\"type\":\"int\"}",
                "{\"name\":\"b\",\"type\":\"int\",\"default\":1}",
                "{\"name\":\"c\",\"type\":[\"null\",\"int\"]}");
        Events events = new Events("events", EventFormat.AVRO, List.of(schema), "", "id", "k", "t");
        assertThat(EventEncoder.of(events, List.of()).requiredFields()).containsExactly("id", "k", "t", "a");
    }

    @Test
    void jsonFromCsvGetsNumbersWhereTextIsNotMeant() throws IOException {
        List<Feature> features = List.of(new Feature("code", "c", true, 1), new Feature("vector", "w", false, 3));
        EventEncoder encoder = EventEncoder.of(json("k", ""), features);
        FileRecord record = csv("id,k,c,n,e,z,b,t,w,m", "1,2,3,-4.50,1e3,007,true,some text,1 2.5 3,");
        assertThat(new String(encoder.encode(record), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"1\",\"k\":\"2\",\"c\":\"3\",\"n\":-4.50,\"e\":1e3,\"z\":\"007\",\"b\":true,"
                        + "\"t\":\"some text\",\"w\":[1,2.5,3],\"m\":null}");
        FileRecord wrong = csv("id,w", "1,1 x 3");
        assertThatThrownBy(() -> encoder.encode(wrong))
                .hasMessage(wrong.file() + ", line 2: field w: must be numbers, found \"1 x 3\"");
    }

    @Test
    void jsonFromJsonStaysAsItIs() throws IOException {
        String line = "{\"id\":1,\"n\":\"2\",\"b\":false,\"a\":[1,2.5],\"o\":{\"x\":null},\"é\":0.1}";
        FileRecord record =
                TestFiles.read(TestFiles.write(folder.resolve("e.jsonl"), line)).get(0);
        EventEncoder encoder = EventEncoder.of(json("", ""), List.of());
        assertThat(new String(encoder.encode(record), StandardCharsets.UTF_8)).isEqualTo(line);
    }

    @Test
    void theKeyFallsBackToTheId() throws IOException {
        EventEncoder encoder = EventEncoder.of(json("k", ""), List.of());
        assertThat(encoder.id(csv("id,k", "x,y"))).isEqualTo("x");
        assertThat(encoder.key(csv("id,k", "x,y"))).asString().isEqualTo("y");
        assertThat(encoder.key(csv("id,k", "x,"))).asString().isEqualTo("x");
        assertThat(EventEncoder.of(json("", ""), List.of()).key(csv("id,k", "x,y")))
                .asString()
                .isEqualTo("x");
        FileRecord none = csv("id,k", ",y");
        assertThatThrownBy(() -> encoder.id(none))
                .hasMessage(none.file() + ", line 2: field id: must hold the event's id, found none");
    }

    @Test
    void theEventTimeIsMillisecondsOrAnInstant() throws IOException {
        EventEncoder encoder = EventEncoder.of(json("", "t"), List.of());
        assertThat(encoder.eventTime(csv("id,t", "x,1357035300000"))).isEqualTo(1_357_035_300_000L);
        assertThat(encoder.eventTime(csv("id,t", "x,2013-01-01T10:15:00Z"))).isEqualTo(1_357_035_300_000L);
        assertThat(encoder.eventTime(csv("id,t", "x,"))).isEqualTo(-1);
        assertThat(EventEncoder.of(json("", ""), List.of()).eventTime(csv("id,t", "x,5")))
                .isEqualTo(-1);
        FileRecord wrong = csv("id,t", "x,noon");
        assertThatThrownBy(() -> encoder.eventTime(wrong))
                .hasMessage(wrong.file() + ", line 2: field t: must be a time in milliseconds since 1970 "
                        + "or an ISO-8601 instant, found \"noon\"");
        String micros =
                schema("{\"name\":\"t\",\"type\":[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}]}");
        Events events = new Events("events", EventFormat.AVRO, List.of(micros), "", "id", "", "t");
        assertThat(EventEncoder.of(events, List.of()).eventTime(csv("id,t", "x,1357035300000999")))
                .isEqualTo(1_357_035_300_000L);
    }

    @Test
    void confluentEventsCarryTheRegistrysId() throws IOException {
        String schema = schema(field("\"int\""));
        String answer = "{\"subject\":\"events-value\",\"version\":3,\"id\":258,\"schema\":\""
                + schema.replace("\"", "\\\"") + "\"}";
        Map<String, String> asked = new HashMap<>();
        HttpServer registry = registry(200, answer, asked);
        try {
            Events events = confluent(registry);
            byte[] event = EventEncoder.of(events, List.of()).encode(csv("id,v", "x,77"));
            assertThat(asked).containsKey("/subjects/events-value/versions/latest");
            assertThat(event).startsWith(0, 0, 0, 1, 2);
            GenericData.Record decoded = new GenericDatumReader<GenericData.Record>(new Schema.Parser().parse(schema))
                    .read(null, DecoderFactory.get().binaryDecoder(Arrays.copyOfRange(event, 5, event.length), null));
            assertThat(decoded.get("v")).isEqualTo(77);
        } finally {
            registry.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            404 | `{"error_code":40401}`                             | schema registry must have a schema for events-value
            200 | `<html>`                                           | schema registry must answer with an Avro schema
            200 | `{"id":1,"schema":"{}"}`                           | schema registry must answer with an Avro schema
            200 | `{"id":1,"schema":"x","schemaType":"PROTOBUF"}`    | schema registry must answer with id and schema of type AVRO
            200 | `{"id":1,"schema":"\\"string\\""}`                 | schema of events must be an Avro record
            """)
    void namesWhatTheRegistryAnswered(int status, String body, String problem) throws IOException {
        HttpServer registry = registry(status, body, new HashMap<>());
        try {
            assertThatThrownBy(() -> EventEncoder.of(confluent(registry), List.of()))
                    .isInstanceOf(PublishException.class)
                    .hasMessageStartingWith(problem)
                    .hasMessageContaining("GET " + address(registry) + "/subjects/events-value/versions/latest");
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void namesARegistryThatDoesNotAnswer() throws IOException {
        HttpServer registry = registry(200, "", new HashMap<>());
        Events events = confluent(registry);
        registry.stop(0);
        assertThatThrownBy(() -> EventEncoder.of(events, List.of()))
                .isInstanceOf(PublishException.class)
                .hasMessageStartingWith("schema registry must answer within 10000 ms: GET " + events.registry());
    }

    private static HttpServer registry(int status, String body, Map<String, String> asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.put(exchange.getRequestURI().getPath(), exchange.getRequestMethod());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String address(HttpServer registry) {
        return "http://127.0.0.1:" + registry.getAddress().getPort();
    }

    private static Events confluent(HttpServer registry) {
        return new Events("events", EventFormat.CONFLUENT, List.of(), address(registry), "id", "", "");
    }
}
