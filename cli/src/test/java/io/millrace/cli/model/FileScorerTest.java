package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.publish.RecordFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cell may hold: bad input M and E8, E9, in each kind of file. Neighbours keep their scores. */
class FileScorerTest {
    @TempDir
    private Path folder;

    private String score(String name, String content) throws Exception {
        StringBuilder csv = new StringBuilder();
        FileScorer.score(
                SumModel.create(), Files.writeString(folder.resolve(name), content), null, Long.MAX_VALUE, csv);
        return csv.toString();
    }

    @Test
    void csvCells() throws Exception {
        assertThat(score("rows.csv", """
                        a,b,kind,v
                        1,2,x,3 4
                        one,2,x,3 4
                        1,two,x,3 4
                        ,2,x,3 4
                        NaN,2,x,3 4
                        Infinity,2,x,3 4
                        1e308,1e308,x,0;0
                        1,2,z,3 4
                        1,2,,3 4
                        1,2,7,"[3, 4]"
                        1,2,x,3
                        1,2,x,3 4 5
                        1,2,x,3 y
                        1,2,x
                        1,2,x,3 4,5
                        1d,2,x,3 4
                        1,-Infinity,x,3 4
                        1,2,y,3 4
                        """)).isEqualTo("""
                        line,sum,label (text),fault
                        2,10.0,x,
                        3,,,INVALID_FEATURE
                        4,NaN,x,
                        5,NaN,x,
                        6,NaN,x,
                        7,,,INVALID_FEATURE
                        8,Infinity,x,
                        9,,,INVALID_FEATURE
                        10,10.0,,
                        11,10.0,7,
                        12,,,SHAPE
                        13,,,SHAPE
                        14,,,INVALID_FEATURE
                        15,,,SHAPE
                        16,,,SHAPE
                        17,,,INVALID_FEATURE
                        18,NaN,x,
                        19,10.0,y,
                        """);
    }

    @Test
    void jsonCells() throws Exception {
        assertThat(score("rows.jsonl", """
                        {"a": 1, "b": 2, "kind": "x", "v": [3, 4]}
                        {"a": "1", "b": 2, "kind": "x", "v": [3, 4]}
                        {"a": true, "b": "2", "kind": "x", "v": [3, 4]}
                        {"a": [1], "b": 2, "kind": "x", "v": [3, 4]}
                        {"a": 1, "b": 2, "kind": 7, "v": [3, 4]}
                        {"a": 1, "b": 2, "kind": 7.5, "v": [3, 4]}
                        {"a": 1, "b": 2, "kind": "x", "v": [3, null]}
                        {"a": 1, "b": 2, "kind": "x", "v": "3 4"}
                        {"a": 1, "b": 2, "kind": "x", "v": []}
                        {"a": 1,
                        [1]
                        {}
                        {"a": 1, "b": 2, "kind": "y", "v": [3, 4]}
                        """)).isEqualTo("""
                        line,sum,label (text),fault
                        1,10.0,x,
                        2,,,INVALID_FEATURE
                        3,NaN,x,
                        4,,,INVALID_FEATURE
                        5,10.0,7,
                        6,,,INVALID_FEATURE
                        7,NaN,x,
                        8,,,SHAPE
                        9,,,SHAPE
                        10,,,MALFORMED
                        11,,,MALFORMED
                        12,NaN,,
                        13,10.0,y,
                        """);
    }

    @Test
    void aFileWithoutAnInputIsRefused() {
        assertThatThrownBy(() -> score("rows.csv", "a,b\n1,2\n"))
                .isInstanceOf(RecordFileException.class)
                .hasMessageContaining("must have the fields kind, v, found [a, b]");
    }
}
