package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreRunTest {
    private static final int ROWS = 10_000;
    private static final ScoreRun.Progress SILENT = (records, share) -> {};

    @TempDir
    private Path folder;

    private Path input;

    @BeforeEach
    void writeInput() throws IOException {
        input = Files.createDirectory(folder.resolve("in"));
        writeRows("1.csv", 0, 4_000);
        writeRows("2.csv", 4_000, 4_001);
        writeRows("3.csv", 4_001, ROWS);
        Files.writeString(input.resolve("_SUCCESS"), "");
    }

    private void writeRows(String name, int from, int to) throws IOException {
        StringBuilder csv = new StringBuilder("a,b,kind,v\n");
        IntStream.range(from, to)
                .forEach(i ->
                        csv.append(i % 10 == 3 ? "bad" : Integer.toString(i)).append(",0.5,x,1 2\n"));
        Files.writeString(input.resolve(name), csv);
    }

    private ScoreRun.Plan plan(Path target, long partRows) {
        return new ScoreRun.Plan(input, target, null, Long.MAX_VALUE, partRows, false);
    }

    /** id, sum, fault. */
    private static List<List<Object>> read(Path scores) {
        List<List<Object>> rows = new ArrayList<>();
        try (RecordFile records = RecordFile.open(scores)) {
            while (records.hasNext()) {
                FileRecord record = records.next();
                Object sum = record.value("sum");
                Object fault = record.value("fault");
                rows.add(List.of(
                        record.value("line"),
                        sum == null ? "" : Double.valueOf(sum.toString()),
                        fault == null ? "" : fault));
            }
        }
        return rows;
    }

    private static List<List<Object>> expected() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> {
                    String id = i < 4_000 ? "1.csv:" + (i + 2) : i == 4_000 ? "2.csv:2" : "3.csv:" + (i - 3_999);
                    return i % 10 == 3 ? List.<Object>of(id, "", "INVALID_FEATURE") : List.<Object>of(id, i + 3.5, "");
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scores.csv", "scores.jsonl", "scores.avro", "scores.parquet"})
    void partsAreJoinedInEachFormat(String name) throws IOException {
        Path target = folder.resolve(name);
        ScoreRun.Result result = ScoreRun.score(SumModel.create(), plan(target, 3_001), SILENT);
        assertThat(result).isEqualTo(new ScoreRun.Result(ROWS, ROWS - ROWS / 10, 0));
        assertThat(read(target)).isEqualTo(expected());
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(input, target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scores.csv", "scores.jsonl", "scores.avro", "scores.parquet"})
    void aRunThatWasStoppedGoesOn(String name) throws IOException {
        Path target = folder.resolve(name);
        Files.writeString(target, "what was there");
        assertThatThrownBy(() -> ScoreRun.score(SumModel.create(), plan(target, 1_000), (records, share) -> {
                    if (share > 0.8) {
                        throw new IllegalStateException("stopped");
                    }
                }))
                .hasMessage("stopped");
        assertThat(target).hasContent("what was there");
        ScoreRun.Result result = ScoreRun.score(SumModel.create(), plan(target, 1_000), SILENT);
        assertThat(result.records()).isEqualTo(ROWS);
        assertThat(result.scored()).isEqualTo(ROWS - ROWS / 10);
        assertThat(result.resumed()).isBetween(4_000L, ROWS - 1L);
        assertThat(read(target)).isEqualTo(expected());
    }

    @Test
    void anotherModelOrOtherInputsAreRefusedUnlessRestarted() throws IOException {
        Path target = folder.resolve("scores.csv");
        assertThatThrownBy(() -> ScoreRun.score(SumModel.create(), plan(target, 1_000), (records, share) -> {
                    throw new IllegalStateException("stopped");
                }))
                .hasMessage("stopped");
        Model other = new SumModel(SumModel.create().contract(), "1".repeat(64));
        assertThatThrownBy(() -> ScoreRun.score(other, plan(target, 1_000), SILENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("scores.csv.parts: holds an unfinished run that differs")
                .hasMessageContaining("model: sum@1 (sha256 " + "0".repeat(64) + ") there");
        writeRows("3.csv", 0, 10);
        assertThatThrownBy(() -> ScoreRun.score(SumModel.create(), plan(target, 1_000), SILENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("input: ");
        ScoreRun.Plan restart = new ScoreRun.Plan(input, target, null, Long.MAX_VALUE, 1_000, true);
        assertThat(ScoreRun.score(SumModel.create(), restart, SILENT)).isEqualTo(new ScoreRun.Result(4_011, 3_610, 0));
        assertThat(folder.resolve("scores.csv.parts")).doesNotExist();
    }

    @Test
    void theLimitCountsOverAllFiles() throws IOException {
        Path target = folder.resolve("scores.csv");
        ScoreRun.Plan plan = new ScoreRun.Plan(input, target, "kind", 4_002, 1_000, false);
        assertThat(ScoreRun.score(SumModel.create(), plan, SILENT).records()).isEqualTo(4_002);
        assertThat(Files.readString(target)).startsWith("kind,sum,label (text),fault\nx,3.5,x,\nx,4.5,x,\n");
    }

    @Test
    void noRowsGiveAHeader() throws IOException {
        Path empty = Files.writeString(folder.resolve("none.csv"), "a,b,kind,v\n");
        Path target = folder.resolve("scores.csv");
        ScoreRun.Plan plan = new ScoreRun.Plan(empty, target, null, Long.MAX_VALUE, 10, false);
        assertThat(ScoreRun.score(SumModel.create(), plan, SILENT)).isEqualTo(new ScoreRun.Result(0, 0, 0));
        assertThat(target).hasContent("line,sum,label (text),fault\n");
    }

    @Test
    void whatCannotBeReadIsNamedFirst() throws IOException {
        Files.writeString(input.resolve("notes.txt"), "");
        Path target = folder.resolve("scores.csv");
        assertThatThrownBy(() -> ScoreRun.score(SumModel.create(), plan(target, 10), SILENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(input.resolve("notes.txt") + ": must end in .csv");
        assertThatThrownBy(() -> ScoreRun.score(SumModel.create(), plan(folder.resolve("scores.xls"), 10), SILENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--out: must end in .csv, .jsonl, .avro or .parquet, found ");
        assertThat(folder.resolve("scores.csv.parts")).doesNotExist();
    }
}
