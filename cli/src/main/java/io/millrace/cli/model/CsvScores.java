package io.millrace.cli.model;

import io.millrace.model.ModelOutput;
import io.millrace.model.ScoreBatch;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** RFC 4180 with a header. Numbers are printed so that reading them gives the same double. */
final class CsvScores implements ScoreWriter {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final CSVPrinter csv;
    private final Closeable target;
    private final ScoreColumns columns;

    private CsvScores(Appendable out, Closeable target, ScoreColumns columns) throws IOException {
        csv = new CSVPrinter(out, FORMAT);
        this.target = target;
        this.columns = columns;
        csv.print(columns.id());
        for (ModelOutput output : columns.outputs()) {
            csv.print(output.name());
        }
        csv.print(ScoreColumns.FAULT);
        csv.println();
    }

    static CsvScores to(Path file, ScoreColumns columns) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        return new CsvScores(out, out, columns);
    }

    /** Closing flushes {@code out} and leaves it open. */
    static CsvScores to(Appendable out, ScoreColumns columns) throws IOException {
        return new CsvScores(out, () -> {}, columns);
    }

    @Override
    public void write(String id, ScoreBatch scores, int row, String fault) throws IOException {
        csv.print(id);
        for (int output = 0; output < columns.outputs().size(); output++) {
            if (!fault.isEmpty()) {
                csv.print(null);
            } else if (columns.outputs().get(output).isText()) {
                csv.print(scores.text(row, output));
            } else {
                csv.print(scores.number(row, output));
            }
        }
        csv.print(fault.isEmpty() ? null : fault);
        csv.println();
    }

    @Override
    public void close() throws IOException {
        csv.flush();
        target.close();
    }
}
