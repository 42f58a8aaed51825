package io.millrace.model.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A folder that cannot be deleted is untidy, no reason to doubt a verdict.
            System.getLogger(WorkingFolder.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + path + ": " + e);
        }
    }
}
