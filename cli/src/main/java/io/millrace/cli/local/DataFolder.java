package io.millrace.cli.local;

import io.millrace.cli.terminal.FailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where local mode keeps everything.
 *
 * @param root the folder, absolute; it exists
 */
public record DataFolder(Path root) {
    /** The folder at {@code path}, made where it is missing. */
    public static DataFolder of(Path path) {
        try {
            return new DataFolder(Files.createDirectories(path.toAbsolutePath().normalize()));
        } catch (IOException e) {
            throw new FailedException("data folder cannot be made: " + path + ": " + e, e);
        }
    }

    /** The broker's data and log. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    /** Log of this process. */
    public Path logFile() {
        return root.resolve("millrace.log");
    }

    /** Models that were pushed or fetched. */
    public Path models() {
        return root.resolve("models");
    }

    /** Keys that sign commands. */
    Path keys() {
        return root.resolve("keys");
    }

    /** What belongs to the learning job alone. */
    DataFolder learning() {
        return of(root.resolve("learning"));
    }

    /** What belongs to the monitoring job alone. */
    DataFolder monitoring() {
        return of(root.resolve("monitoring"));
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    Path savepoints() {
        return root.resolve("savepoints");
    }

    /** The newest complete checkpoint or savepoint, from which a job continues. */
    Optional<Path> newestCheckpoint() {
        return Stream.of(checkpoints(), savepoints())
                .filter(Files::isDirectory)
                .flatMap(DataFolder::metadataFiles)
                .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                .map(Path::getParent);
    }

    /** A checkpoint is complete once its {@code _metadata} is there. */
    private static Stream<Path> metadataFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.filter(file -> file.endsWith("_metadata")).toList().stream();
        } catch (IOException e) {
            throw new FailedException("checkpoints cannot be listed: " + folder + ": " + e, e);
        }
    }

    /** Deletes the folder and all in it; nothing where it is gone already. */
    public void delete() {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new FailedException("data folder cannot be deleted: " + root + ": " + e, e);
        }
    }
}
