package io.millrace.cli.model;

import io.millrace.cli.parquet.ParquetFiles;
import io.millrace.model.ModelOutput;
import io.millrace.model.ScoreBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** A Parquet file with zstd pages. */
final class ParquetScores implements ScoreWriter {
    private final MessageType schema;
    private final ScoreColumns columns;
    private final ParquetWriter<Group> rows;

    ParquetScores(Path file, ScoreColumns columns) throws IOException {
        schema = schema(columns);
        this.columns = columns;
        rows = ParquetFiles.write(file, schema);
    }

    @Override
    public void write(String id, ScoreBatch scores, int row, String fault) throws IOException {
        Group scored = new SimpleGroup(schema);
        scored.add(0, id);
        int outputs = columns.outputs().size();
        for (int output = 0; output < outputs && fault.isEmpty(); output++) {
            if (!columns.outputs().get(output).isText()) {
                scored.add(output + 1, scores.number(row, output));
            } else if (scores.text(row, output) != null) {
                scored.add(output + 1, scores.text(row, output));
            }
        }
        if (!fault.isEmpty()) {
            scored.add(outputs + 1, fault);
        }
        rows.write(scored);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    static void join(List<Path> parts, Path target, ScoreColumns columns) throws IOException {
        ParquetFiles.join(parts, target, schema(columns));
    }

    private static MessageType schema(ScoreColumns columns) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        message.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(columns.id());
        for (ModelOutput output : columns.outputs()) {
            if (output.isText()) {
                optionalText(message, output.name());
            } else {
                message.optional(PrimitiveTypeName.DOUBLE).named(output.name());
            }
        }
        optionalText(message, ScoreColumns.FAULT);
        return message.named("Score");
    }

    private static void optionalText(Types.MessageTypeBuilder message, String name) {
        message.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }
}
