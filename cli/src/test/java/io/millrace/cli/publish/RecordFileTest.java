package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFileTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return TestFiles.write(folder.resolve(name), text);
    }

    private static void assertWrong(Path file, String problem) {
        assertThatThrownBy(() -> TestFiles.read(file))
                .isInstanceOf(RecordFileException.class)
                .hasMessage(file + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.csv.gz", "a.csv.zst", "A.CSV"})
    void readsCsvUnderEachName(String name) throws IOException {
        assertThat(TestFiles.read(file(name, "id,v\nx,1\ny,2\n")))
                .extracting(record -> record.value("id") + "=" + record.value("v"))
                .containsExactly("x=1", "y=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.ndjson", "a.json", "a.jsonl.gz", "a.json.zst"})
    void readsJsonUnderEachName(String name) throws IOException {
        assertThat(TestFiles.read(file(name, "{\"id\":\"x\"}\n\n{\"id\":\"y\"}")))
                .extracting(record -> record.value("id") + "@" + record.lineNumber())
                .containsExactly("x@1", "y@3");
    }

    @Test
    void csvValuesAreTextAndEmptyCellsAreNull() throws IOException {
        Path file = file("a.csv", "\uFEFFid,note,n\r\nx,\"say \"\"hi\"\",\nall\",\r\n\r\ny,,7");
        List<FileRecord> records = TestFiles.read(file);
        assertThat(records).hasSize(2);
        FileRecord first = records.get(0);
        assertThat(first.fieldNames()).containsExactly("id", "note", "n");
        assertThat(first.value("id")).isEqualTo("x");
        assertThat(first.value("note")).isEqualTo("say \"hi\",\nall");
        assertThat(first.value("n")).isNull();
        assertThat(first.value("other")).isNull();
        assertThat(first.untyped()).isTrue();
        assertThat(first.file()).isEqualTo(file);
        assertThat(first.lineNumber()).isEqualTo(2);
        assertThat(records.get(1).value("n")).isEqualTo("7");
        assertThat(records.get(1).lineNumber()).isEqualTo(5);
    }

    @Test
    void csvMayHaveOneColumn() throws IOException {
        assertThat(TestFiles.read(file("a.csv", "id\nx\n\ny\n")))
                .extracting(record -> record.value("id"))
                .containsExactly("x", null, "y");
    }

    @Test
    void jsonValuesKeepTheirTypes() throws IOException {
        String line = "{\"b\":true,\"l\":3,\"d\":0.5,\"s\":\"t\",\"n\":null,\"a\":[1,2.5],\"o\":{\"x\":{\"y\":4}},"
                + "\"o.z\":5,\"big\":18446744073709551616}";
        FileRecord record = TestFiles.read(file("a.jsonl", line)).get(0);
        assertThat(record.value("b")).isEqualTo(true);
        assertThat(record.value("l")).isEqualTo(3L);
        assertThat(record.value("d")).isEqualTo(0.5);
        assertThat(record.value("s")).isEqualTo("t");
        assertThat(record.value("n")).isNull();
        assertThat(record.value("a")).isEqualTo(List.of(1L, 2.5));
        assertThat(record.value("o")).isEqualTo(Map.of("x", Map.of("y", 4L)));
        assertThat(record.value("o.x.y")).isEqualTo(4L);
        assertThat(record.value("o.z")).isEqualTo(5L);
        assertThat(record.value("o.w")).isNull();
        assertThat(record.value("big")).isEqualTo(BigInteger.ONE.shiftLeft(64));
        assertThat(record.untyped()).isFalse();
    }

    @Test
    void avroValuesBecomeJavaValues() throws IOException {
        Schema schema = new Schema.Parser().parse("""
                {"type":"record","name":"R","fields":[
                 {"name":"i","type":"int"},{"name":"f","type":"float"},{"name":"s","type":"string"},
                 {"name":"b","type":"bytes"},{"name":"n","type":["null","long"]},
                 {"name":"a","type":{"type":"array","items":"double"}},
                 {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
                 {"name":"m","type":{"type":"map","values":"string"}},
                 {"name":"r","type":{"type":"record","name":"N","fields":[{"name":"x","type":"boolean"}]}}]}""");
        GenericData.Record nested = new GenericData.Record(schema.getField("r").schema());
        nested.put("x", true);
        GenericData.Record record = new GenericData.Record(schema);
        record.put("i", 3);
        record.put("f", 0.5f);
        record.put("s", "text");
        record.put("b", ByteBuffer.wrap(new byte[] {1, 2}));
        record.put("a", List.of(1.0, 2.0));
        record.put("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "B"));
        record.put("m", Map.of("k", "v"));
        record.put("r", nested);
        Path file = TestFiles.writeAvro(folder.resolve("a.avro"), schema, List.of(record, record));
        List<FileRecord> records = TestFiles.read(file);
        assertThat(records).extracting(FileRecord::lineNumber).containsExactly(1L, 2L);
        FileRecord read = records.get(1);
        assertThat(read.fieldNames()).containsExactly("i", "f", "s", "b", "n", "a", "e", "m", "r");
        assertThat(read.value("i")).isEqualTo(3L);
        assertThat(read.value("f")).isEqualTo(0.5);
        assertThat(read.value("s")).isEqualTo("text");
        assertThat((byte[]) read.value("b")).containsExactly(1, 2);
        assertThat(read.value("n")).isNull();
        assertThat(read.value("a")).isEqualTo(List.of(1.0, 2.0));
        assertThat(read.value("e")).isEqualTo("B");
        assertThat(read.value("m")).isEqualTo(Map.of("k", "v"));
        assertThat(read.value("r.x")).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a.csv   | ``                         | , line 1: must name the columns, found an empty file
            a.csv   | `id,,v`                    | , line 1: column 2 must have a name, found ""
            a.csv   | `id,v,id`                  | , line 1: columns must differ in name, found "id" twice
            a.csv   | `id,v#x,1#y#z,2`           | , line 3: must have 2 cells, found 1
            a.csv   | `id,v#x,1#y,2,3`           | , line 3: must have 2 cells, found 3
            a.jsonl | `{"a":1}#[1]`              | , line 2: must be a JSON object, found [1]
            a.jsonl | `{"a":1,"a":2}`            | , line 1: must be a JSON object, found {"a":1,"a":2}: Duplicate field 'a'
            a.txt   | `x`                        | : name must end in .csv, .jsonl, .ndjson, .json or .avro, each also with .gz or .zst behind it, or .parquet
            """)
    void namesFileLineRuleAndValue(String name, String lines, String problem) throws IOException {
        assertWrong(file(name, lines.replace('#', '\n')), problem);
    }

    @Test
    void namesBrokenJson() throws IOException {
        Path file = file("a.jsonl", "{\"a\":1}\n{\"a\":");
        assertThatThrownBy(() -> TestFiles.read(file))
                .isInstanceOf(RecordFileException.class)
                .hasMessageStartingWith(file + ", line 2: must be a JSON object, found {\"a\":: ");
    }

    @Test
    void namesBrokenQuotes() throws IOException {
        Path file = file("a.csv", "id,v\nx,\"1\" 2\n");
        assertThatThrownBy(() -> TestFiles.read(file))
                .isInstanceOf(RecordFileException.class)
                .hasMessageStartingWith(file + ", line 2: must be CSV, found: ");
    }

    @Test
    void textMustBeUtf8() throws IOException {
        Path file = Files.write(folder.resolve("a.jsonl"), "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TestFiles.read(file))
                .isInstanceOf(RecordFileException.class)
                .hasMessageStartingWith(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv.gz", "a.csv.zst"})
    void aCutFileIsNoShorterFile(String name) throws IOException {
        StringBuilder text = new StringBuilder("id,v\n");
        for (int i = 0; i < 50_000; i++) {
            text.append(i).append(',').append(i * 31 % 1_009).append('\n');
        }
        Path whole = file(name, text.toString());
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut-" + name), Arrays.copyOf(bytes, bytes.length - 20));
        assertThat(TestFiles.read(whole)).hasSize(50_000);
        assertThatThrownBy(() -> TestFiles.read(cut))
                .isInstanceOf(RecordFileException.class)
                .hasMessageContaining("must be readable to the end, found: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.avro", "a.csv.gz", "a.csv.zst"})
    void aFileOfAnotherKindIsRefused(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "plain text, longer than any header");
        assertThatThrownBy(() -> TestFiles.read(file))
                .isInstanceOf(RecordFileException.class)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void aMissingFileIsNamed() {
        assertWrong(folder.resolve("none.csv"), ": must exist, found no such file");
    }

    @Test
    void missingColumnsAreNamedEarly() throws IOException {
        Path file = file("a.csv", "id,v\n");
        try (RecordFile open = RecordFile.open(file)) {
            open.require(List.of("id", "v.nested"));
            assertThatThrownBy(() -> open.require(List.of("id", "time", "key")))
                    .isInstanceOf(RecordFileException.class)
                    .hasMessage(file + ": must have the fields time, key, found [id, v]");
            assertThat(open.hasNext()).isFalse();
        }
        try (RecordFile open = RecordFile.open(file("a.jsonl", ""))) {
            open.require(List.of("anything"));
            assertThat(open.fieldNames()).isEmpty();
        }
    }
}
