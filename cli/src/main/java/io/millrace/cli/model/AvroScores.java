package io.millrace.cli.model;

import io.millrace.model.ModelOutput;
import io.millrace.model.ScoreBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;

/** An Avro object container file. Avro allows letters, digits and underscores in names: others become underscores. */
final class AvroScores implements ScoreWriter {
    private final Schema schema;
    private final ScoreColumns columns;
    private final DataFileWriter<GenericData.Record> records;

    AvroScores(Path file, ScoreColumns columns) throws IOException {
        schema = schema(columns);
        this.columns = columns;
        records = new DataFileWriter<>(new GenericDatumWriter<>(schema));
        records.setCodec(CodecFactory.zstandardCodec(CodecFactory.DEFAULT_ZSTANDARD_LEVEL));
        records.create(schema, Files.newOutputStream(file));
    }

    @Override
    public void write(String id, ScoreBatch scores, int row, String fault) throws IOException {
        GenericData.Record scored = new GenericData.Record(schema);
        scored.put(0, id);
        int outputs = columns.outputs().size();
        for (int output = 0; output < outputs && fault.isEmpty(); output++) {
            boolean text = columns.outputs().get(output).isText();
            scored.put(output + 1, text ? scores.text(row, output) : (Object) scores.number(row, output));
        }
        scored.put(outputs + 1, fault.isEmpty() ? null : fault);
        records.append(scored);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    /** Joins files that this class wrote; their blocks are copied as they are. */
    static void join(List<Path> parts, Path target, ScoreColumns columns) throws IOException {
        try (AvroScores joined = new AvroScores(target, columns)) {
            for (Path part : parts) {
                try (DataFileStream<GenericData.Record> blocks =
                        new DataFileStream<>(Files.newInputStream(part), new GenericDatumReader<>())) {
                    joined.records.appendAllFrom(blocks, false);
                }
            }
        }
    }

    static Schema schema(ScoreColumns columns) {
        Set<String> taken = new HashSet<>();
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(field(columns.id(), Schema.create(Schema.Type.STRING), taken));
        for (ModelOutput output : columns.outputs()) {
            fields.add(
                    field(output.name(), optional(output.isText() ? Schema.Type.STRING : Schema.Type.DOUBLE), taken));
        }
        fields.add(field(ScoreColumns.FAULT, optional(Schema.Type.STRING), taken));
        return Schema.createRecord("Score", null, "io.millrace.scores", false, fields);
    }

    private static Schema optional(Schema.Type type) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(type));
    }

    private static Schema.Field field(String name, Schema type, Set<String> taken) {
        String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
        plain = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
        while (!taken.add(plain)) {
            plain += "_";
        }
        return new Schema.Field(plain, type, plain.equals(name) ? null : name);
    }
}
