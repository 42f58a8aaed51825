package io.millrace.cli.model;

import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file to be scored, as it was when the run began.
 *
 * @param file where it is
 * @param bytes its size
 * @param sha256 of its bytes, so that a run is never continued with other data
 */
record ScoreInput(String file, long bytes, String sha256) {
    /**
     * The files at {@code path}: itself, or what lies in the folder in the order of names. Names that begin with a dot or
     * an underscore are left out, as Hadoop's tools do.
     *
     * @throws InvalidInputException if there is none, or one of them is of no known format
     */
    static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(file -> !Files.isDirectory(file))
                    .filter(file -> !file.getFileName().toString().matches("[._].*"))
                    .sorted()
                    .forEach(files::add);
        }
        if (files.isEmpty()) {
            throw new InvalidInputException(path + ": must hold files to score, found none");
        }
        for (Path file : files) {
            if (!RecordFile.isKnown(file)) {
                throw new InvalidInputException(
                        file + ": must end in .csv, .jsonl, .ndjson, .json, .avro or .parquet, or be moved elsewhere");
            }
        }
        return files;
    }

    /** Reads the file once. */
    static ScoreInput of(Path file) throws IOException {
        return new ScoreInput(file.toString(), Files.size(file), Sha256.of(file));
    }
}
