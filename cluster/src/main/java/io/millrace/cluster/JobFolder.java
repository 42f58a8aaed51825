package io.millrace.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a job keeps its checkpoints and savepoints, on a file system that all machines of the cluster see under one path.
 *
 * @param root the folder, absolute; made by Flink
 */
record JobFolder(Path root) {
    /** Address of the folder of checkpoints. */
    String checkpoints() {
        return root.resolve("checkpoints").toUri().toString();
    }

    /** Address of the folder of savepoints. */
    String savepoints() {
        return root.resolve("savepoints").toUri().toString();
    }

    /**
     * Address of the newest complete checkpoint or savepoint. A checkpoint is complete once its {@code _metadata} is there.
     *
     * @throws UncheckedIOException if the folder cannot be looked through: a start without the state that there is would be worse
     */
    Optional<String> newest() {
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        // checkpoints/JOB/chk-N/_metadata, savepoints/savepoint-X/_metadata
        try (Stream<Path> files = Files.walk(root, 4)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(file -> file.getParent().toUri().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoints cannot be listed: " + root, e);
        }
    }
}
