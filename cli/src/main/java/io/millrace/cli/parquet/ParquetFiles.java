package io.millrace.cli.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/** Opens Parquet files on the local disk with our own codecs and no Hadoop configuration. */
public final class ParquetFiles {
    private ParquetFiles() {}

    /** Opens a file and reads its footer. */
    public static ParquetFileReader read(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        return ParquetFileReader.open(new LocalInputFile(file), options);
    }

    /** A new file of zstd pages; there must be none yet. */
    public static ParquetWriter<Group> write(Path file, MessageType schema) throws IOException {
        return ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withType(schema)
                .build();
    }

    /** Joins files of one schema: their row groups are copied as they are. */
    public static void join(Iterable<Path> parts, Path target, MessageType schema) throws IOException {
        ParquetFileWriter writer = new ParquetFileWriter(
                new LocalOutputFile(target),
                schema,
                ParquetFileWriter.Mode.CREATE,
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null, // not encrypted
                ParquetProperties.builder().build());
        writer.start();
        for (Path part : parts) {
            try (ParquetFileReader reader = read(part)) {
                reader.appendTo(writer);
            }
        }
        writer.end(Map.of());
        writer.close();
    }
}
