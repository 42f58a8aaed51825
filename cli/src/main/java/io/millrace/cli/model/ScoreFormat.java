package io.millrace.cli.model;

import io.millrace.cli.terminal.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Formats of files of scores; the ending of the name tells which. */
enum ScoreFormat {
    /** {@code .csv}. */
    CSV(".csv"),
    /** {@code .jsonl}. */
    JSON_LINES(".jsonl"),
    /** {@code .avro}. */
    AVRO(".avro"),
    /** {@code .parquet}. */
    PARQUET(".parquet");

    private final String ending;

    ScoreFormat(String ending) {
        this.ending = ending;
    }

    static ScoreFormat of(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (ScoreFormat format : values()) {
            if (name.endsWith(format.ending)) {
                return format;
            }
        }
        throw new InvalidInputException("--out: must end in .csv, .jsonl, .avro or .parquet, found " + file);
    }

    String ending() {
        return ending;
    }

    ScoreWriter open(Path file, ScoreColumns columns) throws IOException {
        return switch (this) {
            case CSV -> CsvScores.to(file, columns);
            case JSON_LINES -> new JsonScores(file, columns);
            case AVRO -> new AvroScores(file, columns);
            case PARQUET -> new ParquetScores(file, columns);
        };
    }

    /** Makes one file out of several of this format, which stay. */
    void join(List<Path> parts, Path target, ScoreColumns columns) throws IOException {
        switch (this) {
            case CSV, JSON_LINES -> joinText(parts, target);
            case AVRO -> AvroScores.join(parts, target, columns);
            case PARQUET -> ParquetScores.join(parts, target, columns);
        }
    }

    private void joinText(List<Path> parts, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int part = 0; part < parts.size(); part++) {
                try (InputStream in = Files.newInputStream(parts.get(part))) {
                    if (this == CSV && part > 0) {
                        skipLine(in);
                    }
                    in.transferTo(out);
                }
            }
        }
    }

    /** The header has no line breaks but the one at its end, unless an output's name has. */
    private static void skipLine(InputStream in) throws IOException {
        boolean quoted = false;
        for (int next = in.read(); next >= 0 && (quoted || next != '\n'); next = in.read()) {
            quoted ^= next == '"';
        }
    }
}
