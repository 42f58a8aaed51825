package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote: {@code src/test/resources/parquet/make.py}. */
class ParquetFileTest {
    @TempDir
    private Path folder;

    private static Path file(String name) throws URISyntaxException {
        return Path.of(ParquetFileTest.class.getResource("/parquet/" + name).toURI());
    }

    private static Map<String, Object> values(FileRecord record) {
        Map<String, Object> values = new HashMap<>();
        record.fieldNames().forEach(name -> values.put(name, record.value(name)));
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd"})
    void allTypesInEachCodec(String codec) throws URISyntaxException {
        List<FileRecord> records = TestFiles.read(file(codec + ".parquet"));
        assertThat(records).extracting(FileRecord::lineNumber).containsExactly(1L, 2L, 3L);
        Map<String, Object> first = new HashMap<>(Map.of(
                "int32",
                1L,
                "int64",
                1L << 40,
                "float",
                (double) 0.1f,
                "double",
                0.1,
                "bool",
                true,
                "text",
                "é",
                "category",
                "UA",
                "vector",
                Arrays.asList(1.0, null)));
        first.putAll(
                Map.of("decimal", 12.5, "date", "2013-01-01", "time", 1_356_998_400_123L, "struct", Map.of("a", 1L)));
        assertThat(values(records.get(0))).isEqualTo(first);
        assertThat(records.get(0).value("struct.a")).isEqualTo(1L);
        Map<String, Object> second = new HashMap<>(Map.of(
                "int32",
                -2L,
                "int64",
                -(1L << 40),
                "float",
                -1.5,
                "double",
                Double.NaN,
                "bool",
                false,
                "text",
                "",
                "category",
                "AA",
                "vector",
                List.of()));
        second.putAll(Map.of(
                "decimal", -0.25, "date", "1969-12-31", "time", 0L, "struct", Collections.singletonMap("a", null)));
        assertThat(values(records.get(1))).isEqualTo(second);
        assertThat(values(records.get(2)).values()).containsOnlyNulls();
    }

    @Test
    void oldTimestampsAreMilliseconds() throws URISyntaxException {
        assertThat(TestFiles.read(file("int96.parquet")))
                .extracting(record -> record.value("time"))
                .containsExactly(1_356_998_400_123L, 0L, null);
    }

    @Test
    void whatCannotBeReadIsNamed() throws Exception {
        assertThatThrownBy(() -> TestFiles.read(file("brotli.parquet")))
                .isInstanceOf(RecordFileException.class)
                .hasMessageContaining("line 1: must be")
                .hasMessageContaining("BROTLI");
        byte[] whole = Files.readAllBytes(file("zstd.parquet"));
        for (int length : new int[] {0, 3, 8, whole.length / 2, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut" + length + ".parquet"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TestFiles.read(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(RecordFileException.class)
                    .hasMessageStartingWith(cut + ": must be a");
        }
        assertThatThrownBy(() -> RecordFile.open(folder.resolve("none.parquet")))
                .isInstanceOf(RecordFileException.class)
                .hasMessageEndingWith("must exist, found no such file");
        Path packed = Files.write(folder.resolve("packed.parquet.gz"), whole);
        assertThatThrownBy(() -> RecordFile.open(packed)).isInstanceOf(RecordFileException.class);
    }
}
