package io.millrace.model.store;

import io.millrace.model.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Breaks crash loops: a model that takes the process down while it is loaded is not loaded for ever. Before a load a marker
 * is written to disk, after it the marker is removed. What finds a marker of an earlier life knows how that ended. Crashes
 * in {@value #CRASHES_TO_QUARANTINE} processes put the model into quarantine until somebody lifts it.
 *
 * <p>A process that dies may leave markers of several models, such as that of the last good one, which was loaded beside the
 * culprit. Those that have never proved themselves, in no process, are suspected first.
 *
 * <p>Files in one folder: {@code <sha256>.<owner>.<process>.<number>.loading}, {@code <sha256>.<process>.crash} and
 * {@code <sha256>.proved}. All methods are safe for all threads, and for all processes that share the folder.
 */
public final class LoadMarkers {
    /** In how many processes a model must crash to be quarantined. One can be chance: processes die for many reasons. */
    public static final int CRASHES_TO_QUARANTINE = 2;

    private static final String PROCESS = UUID.randomUUID().toString().replace("-", "");
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final String LOADING = ".loading";
    private static final String CRASH = ".crash";
    private static final String PROVED = ".proved";
    private static final int OWNER_DIGITS = 16;

    private final Path folder;
    private final String process;

    private LoadMarkers(Path folder, String process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * The markers of a store, in its folder {@code markers}, which is made if it is not there.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static LoadMarkers of(ModelStore store) {
        return of(store, PROCESS);
    }

    /** As another process would see them. */
    static LoadMarkers of(ModelStore store, String process) {
        Path folder = store.folder().resolve("markers");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": must be a folder that can be written to: " + e, e);
        }
        return new LoadMarkers(folder, process);
    }

    /** A load under way. */
    public final class Marker implements AutoCloseable {
        private final String sha256;
        private final Path path;

        private Marker(String sha256, Path path) {
            this.sha256 = sha256;
            this.path = path;
        }

        /**
         * The model is loaded and has answered. If this process was thought to have crashed over it, because the load
         * outlived its owner, that is taken back.
         *
         * @throws UncheckedIOException if the folder cannot be written to
         */
        public void proved() {
            write(provedFile(sha256), "since " + Instant.now() + "\n");
            remove(crashFile(sha256, process));
            close();
        }

        /**
         * The load is over, well or with an ordinary failure. May be called again.
         *
         * @throws UncheckedIOException if the folder cannot be written to
         */
        @Override
        public void close() {
            remove(path);
        }
    }

    /**
     * Marks a load that is about to begin. The marker is on disk when this returns.
     *
     * @param sha256 hash of the model's file
     * @param owner who loads, the same in every life, e.g. pipeline and subtask
     * @throws UncheckedIOException if the marker cannot be written; then the model is not to be loaded
     */
    public Marker begin(String sha256, String owner) {
        checkHash(sha256);
        Path path = folder.resolve(
                String.join(".", sha256, ownerId(owner), process, Long.toString(NUMBER.incrementAndGet())) + LOADING);
        write(
                path,
                "owner " + owner + "\nprocess " + process + "\npid "
                        + ProcessHandle.current().pid() + "\nsince " + Instant.now() + "\n");
        return new Marker(sha256, path);
    }

    /**
     * Turns the markers that earlier lives of an owner left behind into crashes. To be called when a life begins, before its
     * first {@link #begin}. Crashes of one process over one model count once.
     *
     * @return hashes of the models that are taken to have crashed
     * @throws UncheckedIOException if the folder cannot be read or written to
     */
    public Set<String> recover(String owner) {
        Map<String, Map<Path, String>> hashesByProcess = new TreeMap<>();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*." + ownerId(owner) + ".*" + LOADING)) {
            for (Path path : left) {
                String[] parts = path.getFileName().toString().split("\\.", -1);
                hashesByProcess
                        .computeIfAbsent(parts[2], none -> new TreeMap<>())
                        .put(path, parts[0]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e, e);
        }
        Set<String> crashed = new TreeSet<>();
        hashesByProcess.forEach((ended, hashes) -> {
            Set<String> suspects = suspects(new TreeSet<>(hashes.values()));
            suspects.forEach(
                    sha256 -> write(crashFile(sha256, ended), "owner " + owner + "\nfound " + Instant.now() + "\n"));
            hashes.keySet().forEach(this::remove);
            crashed.addAll(suspects);
        });
        return crashed;
    }

    private Set<String> suspects(Set<String> onTrial) {
        Set<String> unproved = new TreeSet<>(onTrial);
        unproved.removeIf(sha256 -> Files.exists(provedFile(sha256)));
        return unproved.isEmpty() ? onTrial : unproved;
    }

    /**
     * In how many processes a model crashed while it was loaded.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public int crashes(String sha256) {
        checkHash(sha256);
        int count = 0;
        try (DirectoryStream<Path> crashes = Files.newDirectoryStream(folder, sha256 + ".*" + CRASH)) {
            for (Path unused : crashes) {
                count++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e, e);
        }
        return count;
    }

    /** Whether a model has crashed too often to be loaded again. */
    public boolean isQuarantined(String sha256) {
        return crashes(sha256) >= CRASHES_TO_QUARANTINE;
    }

    /**
     * Forgets a model's crashes.
     *
     * @throws UncheckedIOException if the folder cannot be written to
     */
    public void lift(String sha256) {
        checkHash(sha256);
        try (DirectoryStream<Path> crashes = Files.newDirectoryStream(folder, sha256 + ".*" + CRASH)) {
            for (Path crash : crashes) {
                remove(crash);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e, e);
        }
    }

    private Path crashFile(String sha256, String ofProcess) {
        return folder.resolve(sha256 + "." + ofProcess + CRASH);
    }

    private Path provedFile(String sha256) {
        return folder.resolve(sha256 + PROVED);
    }

    /** In a file's name, an owner is some digits of its hash. */
    private static String ownerId(String owner) {
        return Sha256.of(owner).substring(0, OWNER_DIGITS);
    }

    private void write(Path path, String text) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            // A crash that another thread or owner has counted, or a proof that there was before.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e, e);
        }
        makeLast();
    }

    private void remove(Path path) {
        try {
            if (Files.deleteIfExists(path)) {
                makeLast();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be removed: " + e, e);
        }
    }

    private void makeLast() {
        try {
            Durable.folder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be made to last: " + e, e);
        }
    }

    private static void checkHash(String sha256) {
        if (!Sha256.isHash(sha256)) {
            throw new IllegalArgumentException("sha256: " + Sha256.RULE + ", found \"" + sha256 + "\"");
        }
    }
}
