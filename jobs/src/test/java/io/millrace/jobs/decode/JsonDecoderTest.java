package io.millrace.jobs.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.RowFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonDecoderTest {
    private static final int A = 0;
    private static final int NESTED = 1;
    private static final int COUNTRY = 2;
    private static final int V = 3;
    private static final int V_AGAIN = 5;
    private static final int WIDTH = 7;
    private static final ModelContract CONTRACT = Decoding.contract(
            Decoding.number("a"),
            Decoding.number("nested"),
            ModelInput.categorical("country", List.of("DE", "FR")),
            ModelInput.vector("v", FeatureType.FLOAT, 2),
            ModelInput.vector("v again", FeatureType.FLOAT, 2));
    private static final List<Feature> FEATURES = List.of(
            Decoding.feature("a", "a"),
            Decoding.feature("nested", "deep.er.x"),
            new Feature("country", "country", true, 1),
            new Feature("v", "v", false, 2),
            new Feature("v again", "v", false, 2));
    private static final String GOOD = """
        {"id": "e-1", "time": 1000, "other": [{"id": 5}, "}"], "a": 1.5, "deep": {"y": {}, "er": {"x": -2e3}},
         "country": "FR", "v": [1, 2.5]}\
        """;

    private final Decoding decoding = Decoding.json(FEATURES, CONTRACT);

    private DecodeFault decode(String json) {
        return decoding.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    /** An event with id and time, and {@code more}. */
    private DecodeFault decodeWith(String more) {
        return decode("{\"id\": \"e-2\", \"time\": 5, " + more + "}");
    }

    private void assertThatTheNextGoodEventIsRead() {
        assertThat(decode(GOOD)).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.id()).isEqualTo("e-1");
        assertThat(decoding.time()).isEqualTo(1000);
        assertThat(decoding.cell(A)).isEqualTo(1.5);
        assertThat(decoding.cell(NESTED)).isEqualTo(-2000);
        assertThat(decoding.text(COUNTRY)).isEqualTo("FR");
        assertThat(decoding.cell(V)).isEqualTo(1);
        assertThat(decoding.cell(V + 1)).isEqualTo(2.5);
        assertThat(decoding.cell(V_AGAIN + 1)).isEqualTo(2.5);
        assertThat(decoding.rowFault()).isEqualTo(RowFault.NONE);
    }

    @Test
    void allTypesAreRead() {
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void absentAndNullAreMissing() {
        for (String more : List.of(
                "\"b\": 0",
                "\"a\": null, \"deep\": null, \"country\": null, \"v\": null",
                "\"deep\": {\"er\": null}",
                "\"deep\": {\"er\": {}}")) {
            assertThat(decodeWith(more)).as(more).isEqualTo(DecodeFault.NONE);
            for (int column = 0; column < WIDTH; column++) {
                assertThat(decoding.cell(column)).as(more).isNaN();
            }
            assertThat(decoding.rowFault()).as(more).isEqualTo(RowFault.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, 1",
        "false, 0",
        "-0.0, -0.0",
        "1e308, 1e308",
        "1e999, Infinity",
        "9007199254740993, 9007199254740992"
    })
    void numbersAndTruthValuesAreNumbers(String written, double expected) {
        assertThat(decodeWith("\"a\": " + written)).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.cell(A)).isEqualTo(expected);
    }

    @Test
    void aNullInAVectorIsAMissingElement() {
        assertThat(decodeWith("\"v\": [null, 4]")).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.cell(V)).isNaN();
        assertThat(decoding.cell(V_AGAIN + 1)).isEqualTo(4);
        assertThat(decoding.rowFault()).isEqualTo(RowFault.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 1_000_000})
    void aVectorOfAnotherLengthMarksTheRow(int length) {
        String items = "1,".repeat(length);
        assertThat(decodeWith("\"v\": [" + items.substring(0, Math.max(0, items.length() - 1)) + "]"))
                .isEqualTo(DecodeFault.NONE);
        assertThat(decoding.rowFault()).isEqualTo(RowFault.SHAPE);
        assertThat(decoding.id()).isEqualTo("e-2");
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1700000000123 | 1700000000123",
                "-1 | -1",
                "'2023-11-14T22:13:20.123Z' | 1700000000123",
                "'2023-11-14T23:13:20.123456+01:00' | 1700000000123"
            })
    void timesAreMillisecondsOrIsoInstants(String written, long millis) {
        String time = written.contains("T") ? '"' + written + '"' : written;
        assertThat(decode("{\"id\": 1, \"time\": " + time + "}")).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.time()).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"yesterday\"",
                "\"2023-11-14\"",
                "\"+1000000000-12-31T23:59:59.999999999Z\"",
                "\"-1000000000-01-01T00:00:00Z\"",
                "1.5",
                "true",
                "[]",
                "{}"
            })
    void whatIsNoTimeHasTheWrongType(String time) {
        assertThat(decode("{\"id\": \"e\", \"time\": " + time + "}")).isEqualTo(DecodeFault.WRONG_TYPE);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void idsAreTextsOrWholeNumbers() {
        assertThat(decode("{\"time\": 1, \"id\": 12345678901234567890}")).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.id()).isEqualTo("12345678901234567890");
        assertThat(decode("{\"time\": 1, \"id\": \"\\u00e9\"}")).isEqualTo(DecodeFault.NONE);
        assertThat(decoding.id()).isEqualTo("é");
        for (String id : List.of("1.5", "true", "[\"e\"]", "{}")) {
            assertThat(decode("{\"time\": 1, \"id\": " + id + "}")).as(id).isEqualTo(DecodeFault.WRONG_TYPE);
        }
        assertThat(decode("{\"time\": 1, \"id\": \"\"}")).isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decode("{\"time\": 1, \"id\": null}")).isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decode("{\"time\": 1}")).isEqualTo(DecodeFault.MISSING_ID);
        assertThat(decode("{\"id\": 1}")).isEqualTo(DecodeFault.MISSING_TIME);
        assertThat(decode("{\"id\": 1, \"time\": null}")).isEqualTo(DecodeFault.MISSING_TIME);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\": \"1\"",
                "\"a\": [1]",
                "\"a\": []",
                "\"a\": {}",
                "\"country\": 1",
                "\"country\": [\"DE\"]",
                "\"v\": 1",
                "\"v\": {}",
                "\"v\": [\"1\"]",
                "\"v\": [[1, 2]]",
                "\"deep\": 1",
                "\"deep\": []",
                "\"deep\": {\"er\": \"x\"}"
            })
    void anotherTypeIsTheWrongType(String more) {
        assertThat(decodeWith(more)).isEqualTo(DecodeFault.WRONG_TYPE);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\": 1, \"a\": 2",
                "\"id\": \"other\"",
                "\"x\": 1, \"x\": 1",
                "\"a\": NaN",
                "\"a\": 01",
                "\"a\": tru",
                "\"time\": 9223372036854775808",
                "\"s\": \"\\q\"",
                "'a': 1",
                "\"a\": 1,"
            })
    void whatNoWriterWritesIsMalformed(String more) {
        assertThat(decodeWith(more)).isEqualTo(DecodeFault.MALFORMED);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void aNumberBeyondTheLimitIsMalformedRatherThanDeep() {
        assertThat(decodeWith("\"a\": 1" + "0".repeat(2000))).isEqualTo(DecodeFault.MALFORMED);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void anEventCutAnywhereIsAFault() {
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < good.length; length++) {
            assertThat(decoding.decode(Arrays.copyOf(good, length)))
                    .as("length=%d of %d", length, good.length)
                    .isIn(DecodeFault.TRUNCATED, DecodeFault.MALFORMED);
        }
        assertThat(decode("{\"id\": \"e")).isEqualTo(DecodeFault.TRUNCATED);
        assertThatTheNextGoodEventIsRead();
    }

    @Test
    void idAndTimeMayBeFeaturesToo() {
        Decoding twice = Decoding.json(
                List.of(new Feature("who", "id", true, 1), Decoding.feature("when", "time")),
                Decoding.contract(ModelInput.of("who", FeatureType.CATEGORICAL), Decoding.number("when")));
        assertThat(twice.decode(GOOD.getBytes(StandardCharsets.UTF_8))).isEqualTo(DecodeFault.NONE);
        assertThat(twice.id()).isEqualTo("e-1");
        assertThat(twice.text(0)).isEqualTo("e-1");
        assertThat(twice.cell(1)).isEqualTo(1000);
    }

    @Test
    void nothingButSpaceMayFollow() {
        assertThat(decode(GOOD + " \n")).isEqualTo(DecodeFault.NONE);
        assertThat(decode(GOOD + "{}")).isEqualTo(DecodeFault.TRAILING);
        assertThat(decode(GOOD + " 1")).isEqualTo(DecodeFault.TRAILING);
        assertThat(decode(GOOD + "}")).isEqualTo(DecodeFault.MALFORMED);
    }

    @Test
    void anEventIsAnObject() {
        for (String json : List.of("[]", "1", "null", "\"id\"", " ")) {
            assertThat(decode(json)).as(json).isEqualTo(DecodeFault.BAD_HEADER);
        }
        assertThat(decode("")).isEqualTo(DecodeFault.EMPTY);
        assertThat(decoding.decode(null)).isEqualTo(DecodeFault.EMPTY);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"x\": "})
    void nestingHasALimit(String opening) {
        assertThat(decodeWith("\"other\": " + opening.repeat(100_000))).isEqualTo(DecodeFault.TOO_DEEP);
        assertThat(decodeWith("\"deep\": {\"er\": {\"x\": " + opening.repeat(100_000)))
                .isIn(DecodeFault.TOO_DEEP, DecodeFault.WRONG_TYPE);
        assertThatTheNextGoodEventIsRead();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1024})
    void randomBytesNeverThrow(int length) {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            byte[] value = new byte[length];
            random.nextBytes(value);
            assertThat(decoding.decode(value)).as("seed=%d", seed).isNotEqualTo(DecodeFault.NONE);
            byte[] damaged = GOOD.getBytes(StandardCharsets.UTF_8);
            damaged[random.nextInt(damaged.length)] = value[0];
            assertThat(decoding.decode(damaged)).as("seed=%d, damaged", seed).isNotNull();
        }
        assertThatTheNextGoodEventIsRead();
    }
}
