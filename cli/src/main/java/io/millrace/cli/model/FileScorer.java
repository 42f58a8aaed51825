package io.millrace.cli.model;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.model.Model;
import io.millrace.model.ModelInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Scores the records of one file in one go, to CSV. */
public final class FileScorer {
    private FileScorer() {}

    /**
     * What was done.
     *
     * @param records records read
     * @param scored those that have a score
     */
    public record Result(long records, long scored) {}

    /**
     * Writes one CSV line a record: id, the model's outputs, the fault (empty where there is none).
     *
     * @param idField field that identifies a record; null: its line number
     * @param limit most records to score
     * @param out is flushed and left open
     */
    public static Result score(Model model, Path file, String idField, long limit, Appendable out) {
        ScoreColumns columns = new ScoreColumns(
                idField == null ? "line" : idField, model.contract().outputs());
        try (RecordFile records = open(file, model);
                BatchScorer scorer = new BatchScorer(model);
                ScoreWriter writer = CsvScores.to(out, columns)) {
            long count = 0;
            while (count < limit && records.hasNext()) {
                FileRecord record = records.next();
                scorer.add(id(record, idField, ""), record, writer);
                count++;
            }
            scorer.flush(writer);
            return new Result(count, scorer.scored());
        } catch (IOException e) {
            throw new UncheckedIOException("scores cannot be written", e);
        }
    }

    /** Opens a file that has all inputs of the model. */
    static RecordFile open(Path file, Model model) {
        RecordFile records = RecordFile.openLenient(file);
        try {
            List<String> inputs =
                    model.contract().inputs().stream().map(ModelInput::name).toList();
            records.require(inputs);
            return records;
        } catch (RuntimeException e) {
            records.close();
            throw e;
        }
    }

    /** The id of a record: its field's text, or its line behind {@code prefix}. */
    static String id(FileRecord record, String idField, String prefix) {
        return idField == null || !record.fault().isEmpty()
                ? prefix + record.lineNumber()
                : String.valueOf(record.value(idField));
    }
}
