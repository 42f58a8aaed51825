package io.millrace.model.mleap;

import io.millrace.model.ModelArchive;
import io.millrace.model.ModelException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** An archive's content in a fresh folder that only this user may enter, which closing removes. */
final class UnpackedBundle implements AutoCloseable {
    private final Path folder;

    /**
     * Unpacks.
     *
     * @throws ModelException if the archive's data is damaged; nothing is left behind
     * @throws IOException if the disk fails; nothing is left behind where it can be removed
     */
    UnpackedBundle(ModelArchive archive) throws IOException {
        folder = Files.createTempDirectory("millrace-mleap-");
        try {
            archive.extractTo(folder);
        } catch (IOException | ModelException e) {
            try {
                close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
