package io.millrace.model.store;

import io.millrace.model.BundleContent;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Models by the hash of their file: one file a model, {@code <sha256>.zip}, {@code .onnx} or {@code .pmml}, in one folder.
 * A file appears whole or not at all. Files are never changed.
 *
 * <p>Safe for all threads, and for several processes on one folder.
 */
public final class ModelStore {
    private static final System.Logger LOGGER = System.getLogger(ModelStore.class.getName());
    /** Far longer than any file is on its way; what is older was left by a process that was killed. */
    private static final Duration LONGEST_WRITING = Duration.ofDays(1);
    /** What a Java array can hold. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    private final Path folder;
    private final Path incoming;

    private ModelStore(Path folder) {
        this.folder = folder;
        incoming = folder.resolve("incoming");
    }

    /**
     * Opens the store in a folder, which is made if it is not there. What killed processes left half-written is removed
     * after a day.
     *
     * @throws UncheckedIOException if the folder cannot be made or read
     */
    public static ModelStore open(Path folder) {
        try {
            Files.createDirectories(folder);
            ModelStore store = new ModelStore(folder.toRealPath());
            Files.createDirectories(store.incoming);
            store.removeAbandoned();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": must be a folder that can be written to: " + e, e);
        }
    }

    /** The folder, with links resolved. */
    public Path folder() {
        return folder;
    }

    /**
     * The file of a hash, if the store has it. Its bytes are not looked at.
     *
     * @param sha256 64 lower-case hexadecimal digits
     * @throws IllegalArgumentException if it is no such hash
     */
    public Optional<Path> find(String sha256) {
        checkHash(sha256);
        for (FileKind kind : FileKind.values()) {
            Path file = folder.resolve(sha256 + kind.ending());
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Copies a model into the store. A bundle's folder becomes a zip, the same for the same files; its hidden files stay
     * out. The copy lasts when this returns.
     *
     * @param model a bundle's folder or zip, or a bare model file; its content is not checked beyond that
     * @throws ModelException if there is none, or a folder is no bundle
     * @throws UncheckedIOException if it cannot be read or the store cannot be written to; the store is as before
     */
    public StoredModel add(Path model) {
        try (IncomingFile file = begin()) {
            if (Files.isDirectory(model)) {
                BundleZip.write(model, file);
            } else {
                try (InputStream in = Files.newInputStream(model)) {
                    in.transferTo(file);
                }
            }
            if (file.length() == 0) {
                throw new ModelException(model + ": must not be empty");
            }
            return file.keep();
        } catch (NoSuchFileException e) {
            throw new ModelException(model + ": no such file or folder: " + e.getFile(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(model + ": cannot be copied to the store " + folder + ": " + e, e);
        }
    }

    /**
     * Puts a bundle that is in memory into the store, as {@link #add(Path)} does with a folder of these files.
     *
     * @throws UncheckedIOException if the store cannot be written to; it is as before
     */
    public StoredModel add(ModelBundle bundle) {
        try (IncomingFile file = begin()) {
            BundleZip.write(BundleContent.of(bundle), file);
            return file.keep();
        } catch (IOException e) {
            throw new UncheckedIOException(bundle.id() + ": cannot be put into the store " + folder + ": " + e, e);
        }
    }

    /**
     * Opens a model as a command names it. The bytes that are hashed are the bytes that are returned. A file with other
     * bytes than its name says is moved away and counts as missing.
     *
     * @param sha256 hash of the file, 64 lower-case hexadecimal digits
     * @param name the model's name: a bundle must have it, a bare model file gets it
     * @param version the model's version, in the same way
     * @throws ArtefactMissingException if the store does not have the file
     * @throws ModelException if it cannot be read or is no model; with {@code : CONTRACT:} in its message if the bundle is
     *     another model or version than the command says
     * @throws IllegalArgumentException if {@code sha256} is no hash
     */
    public ModelBundle open(String sha256, String name, long version) {
        Path file = find(sha256).orElseThrow(() -> missing(sha256, "not in the store"));
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new ModelException(file + ": must have at most " + MOST_BYTES + " bytes, found " + size);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw missing(sha256, "not in the store");
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
        String found = Sha256.of(bytes);
        if (!found.equals(sha256)) {
            setAside(file, found);
            throw missing(sha256, "its file was damaged: sha256 found " + found);
        }
        ModelBundle bundle = ModelBundle.of(file, bytes, name, version);
        if (!bundle.id().name().equals(name) || bundle.id().version() != version) {
            throw new ModelException(file + ": CONTRACT: model.yaml must say " + name + "@" + version
                    + " as the command does, found " + bundle.id());
        }
        return bundle;
    }

    /** As {@link #find}, after hashing the file. A damaged one is moved away. */
    Optional<Path> findIntact(String sha256) throws IOException {
        Optional<Path> file = find(sha256);
        if (file.isEmpty()) {
            return file;
        }
        try {
            String found = Sha256.of(file.get());
            if (found.equals(sha256)) {
                return file;
            }
            setAside(file.get(), found);
        } catch (NoSuchFileException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "gone while it was read: {0}", e.getMessage());
        }
        return Optional.empty();
    }

    /** Begins a file; the caller closes it. */
    IncomingFile begin() throws IOException {
        return new IncomingFile(folder, incoming);
    }

    private void setAside(Path file, String found) {
        Path damaged = folder.resolve("damaged");
        try {
            Files.createDirectories(damaged);
            Files.move(file, damaged.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            LOGGER.log(
                    System.Logger.Level.WARNING, "{0}: damaged, sha256 found {1}; moved to {2}", file, found, damaged);
        } catch (NoSuchFileException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "another thread or process was faster: {0}", e.getMessage());
        } catch (IOException e) {
            // It is never loaded, because its hash is checked each time; only fetching it anew replaces it.
            LOGGER.log(System.Logger.Level.WARNING, file + ": damaged, and cannot be moved away", e);
        }
    }

    private void removeAbandoned() throws IOException {
        FileTime oldest = FileTime.from(Instant.now().minus(LONGEST_WRITING));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(incoming, "*" + IncomingFile.ENDING)) {
            for (Path part : parts) {
                try {
                    if (Files.getLastModifiedTime(part).compareTo(oldest) < 0) {
                        Files.deleteIfExists(part);
                    }
                } catch (NoSuchFileException e) {
                    LOGGER.log(System.Logger.Level.DEBUG, "finished meanwhile: {0}", e.getMessage());
                }
            }
        }
    }

    private ArtefactMissingException missing(String sha256, String why) {
        return new ArtefactMissingException(folder + ": ARTEFACT_MISSING: sha256 " + sha256 + ": " + why);
    }

    private static void checkHash(String sha256) {
        if (!Sha256.isHash(sha256)) {
            throw new IllegalArgumentException("sha256: " + Sha256.RULE + ", found \"" + sha256 + "\"");
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
