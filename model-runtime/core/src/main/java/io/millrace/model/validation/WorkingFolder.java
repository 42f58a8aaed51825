package io.millrace.model.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The empty folder that a child works in: its current folder and its place for temporary files. Deleted with all that the
 * child put there.
 *
 * @param path where it is
 */
record WorkingFolder(Path path) implements AutoCloseable {
    /** Tells the child its folder. */
    static final String PROPERTY = "millrace.validation.folder";

    private static final String PREFIX = "millrace-validation-";

    private static final int DELETIONS = 20;
    private static final long PAUSE_NANOS = 50_000_000;

    /** Refuses to be a folder that somebody else made, because it will be deleted. */
    WorkingFolder {
        if (!String.valueOf(path.getFileName()).startsWith(PREFIX)) {
            throw new IllegalArgumentException("must be named " + PREFIX + "…: path=" + path);
        }
    }

    static WorkingFolder create() {
        try {
            return new WorkingFolder(Files.createTempDirectory(PREFIX));
        } catch (IOException e) {
            throw new UncheckedIOException("a validation needs a temporary folder", e);
        }
    }

    /** Tries again while there is somebody who still writes: a child that ends because its parent has goes on until its folder is gone. */
    @Override
    public void close() {
        Exception last = null;
        for (int attempt = 0; attempt < DELETIONS; attempt++) {
            try {
                delete();
                return;
            } catch (IOException | UncheckedIOException e) {
                last = e;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        // A folder that cannot be deleted is untidy, no reason to doubt a verdict.
        System.getLogger(WorkingFolder.class.getName())
                .log(System.Logger.Level.WARNING, "cannot delete " + path + ": " + last);
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
