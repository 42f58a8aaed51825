package io.millrace.cli.publish;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;

/** Small files, and what was read from them. */
final class TestFiles {
    private TestFiles() {}

    static Path write(Path file, String text) throws IOException {
        String name = file.toString();
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream output = name.endsWith(".gz")
                        ? new GZIPOutputStream(raw)
                        : name.endsWith(".zst") ? new ZstdOutputStream(raw) : raw) {
            output.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    static Path writeAvro(Path file, Schema schema, List<GenericData.Record> records) throws IOException {
        try (DataFileWriter<GenericData.Record> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, file.toFile());
            for (GenericData.Record record : records) {
                writer.append(record);
            }
        }
        return file;
    }

    static List<FileRecord> read(Path file) {
        List<FileRecord> records = new ArrayList<>();
        try (RecordFile open = RecordFile.open(file)) {
            open.forEachRemaining(records::add);
        }
        return records;
    }

    /** A record as it would come from line 7 of a typed file; pairs of name and value. */
    static FileRecord typed(Map<String, Object> values) {
        return new MapRecord(Path.of("events.jsonl"), 7, values);
    }
}
