package io.millrace.cli.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.millrace.model.ModelOutput;
import io.millrace.model.ScoreBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One JSON object a line; NaN and infinities, which JSON cannot write, are null. */
final class JsonScores implements ScoreWriter {
    private final JsonGenerator json;
    private final ScoreColumns columns;
    private boolean empty = true;

    JsonScores(Path file, ScoreColumns columns) throws IOException {
        json = new JsonFactory().createGenerator(Files.newOutputStream(file));
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        this.columns = columns;
    }

    @Override
    public void write(String id, ScoreBatch scores, int row, String fault) throws IOException {
        empty = false;
        json.writeStartObject();
        json.writeStringField(columns.id(), id);
        for (int output = 0; output < columns.outputs().size() && fault.isEmpty(); output++) {
            ModelOutput declared = columns.outputs().get(output);
            json.writeFieldName(declared.name());
            if (declared.isText()) {
                json.writeString(scores.text(row, output));
            } else if (Double.isFinite(scores.number(row, output))) {
                json.writeNumber(scores.number(row, output));
            } else {
                json.writeNull();
            }
        }
        if (!fault.isEmpty()) {
            json.writeStringField(ScoreColumns.FAULT, fault);
        }
        json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        if (!empty) {
            json.writeRaw('\n');
        }
        json.close();
    }
}
