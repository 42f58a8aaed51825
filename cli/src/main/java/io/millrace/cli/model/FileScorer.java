package io.millrace.cli.model;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Scores the records of a file. */
public final class FileScorer {
    private static final int BATCH = 64;

    /**
     * What was done.
     *
     * @param records records read
     * @param scored those that have a score
     */
    public record Result(long records, long scored) {}

    private final ModelContract contract;
    private final String idField;
    private final CSVPrinter csv;
    private final List<String> ids = new ArrayList<>();
    private long scored;

    private FileScorer(ModelContract contract, String idField, CSVPrinter csv) {
        this.contract = contract;
        this.idField = idField;
        this.csv = csv;
    }

    /**
     * Writes one CSV line a record: id, the model's outputs, the fault (empty where there is none). Numbers are printed
     * so that reading them gives the same double.
     *
     * @param idField field that identifies a record; null: its line number
     * @param limit most records to score
     */
    public static Result score(Model model, Path file, String idField, long limit, Appendable out) {
        CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
        try (RecordFile records = RecordFile.open(file);
                Scorer scorer = model.newScorer(BATCH)) {
            CSVPrinter csv = new CSVPrinter(out, format); // not closed: out belongs to the caller
            records.require(
                    model.contract().inputs().stream().map(ModelInput::name).toList());
            Result result = new FileScorer(model.contract(), idField, csv).run(records, scorer, limit);
            csv.flush();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("scores cannot be written", e);
        }
    }

    private Result run(RecordFile records, Scorer scorer, long limit) throws IOException {
        csv.print(idField == null ? "line" : idField);
        for (ModelOutput output : contract.outputs()) {
            csv.print(output.name());
        }
        csv.print("fault");
        csv.println();
        RowBatch rows = scorer.newRows();
        ScoreBatch scores = scorer.newScores();
        long count = 0;
        while (count < limit && records.hasNext()) {
            fill(rows, records.next());
            count++;
            if (rows.size() == rows.capacity()) {
                write(scorer, rows, scores);
            }
        }
        write(scorer, rows, scores);
        return new Result(count, scored);
    }

    private void fill(RowBatch rows, FileRecord record) {
        int row = rows.addRow();
        ids.add(idField == null ? Long.toString(record.lineNumber()) : String.valueOf(record.value(idField)));
        for (ModelInput input : contract.inputs()) {
            Object value = record.value(input.name());
            int column = contract.firstColumn(input.name());
            if (input.type() == FeatureType.CATEGORICAL) {
                rows.setText(row, column, value == null ? null : value.toString());
            } else if (input.size() == 1) {
                rows.set(row, column, number(record, input, value));
            } else {
                fillVector(rows, row, column, record, input, value);
            }
        }
    }

    private static void fillVector(
            RowBatch rows, int row, int column, FileRecord record, ModelInput input, Object value) {
        if (!(value instanceof List<?> items) || items.size() != input.size()) {
            rows.fail(row, RowFault.SHAPE, column);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            rows.set(row, column + i, number(record, input, items.get(i)));
        }
    }

    private static double number(FileRecord record, ModelInput input, Object value) {
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        try {
            return Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            throw new InvalidInputException(record.file() + ", line " + record.lineNumber() + ": " + input.name()
                    + ": must be a number, found " + value);
        }
    }

    private void write(Scorer scorer, RowBatch rows, ScoreBatch scores) throws IOException {
        scorer.score(rows, scores);
        for (int row = 0; row < rows.size(); row++) {
            boolean fine = rows.fault(row) == RowFault.NONE;
            csv.print(ids.get(row));
            for (int output = 0; output < contract.outputs().size(); output++) {
                if (!fine) {
                    csv.print(null);
                } else if (contract.outputs().get(output).isText()) {
                    csv.print(scores.text(row, output));
                } else {
                    csv.print(scores.number(row, output));
                }
            }
            csv.print(fine ? null : rows.fault(row));
            csv.println();
            scored += fine ? 1 : 0;
        }
        ids.clear();
        rows.clear();
    }
}
