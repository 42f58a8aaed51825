package io.millrace.model.store;

import io.millrace.model.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * A file on its way into the store: hashed while it is written, beside the models but under a name that nobody looks for.
 * It becomes a model with {@link #keep()} or leaves nothing behind.
 */
final class IncomingFile extends OutputStream implements Closeable {
    static final String ENDING = ".part";

    private final Path store;
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] head = new byte[FileKind.HEAD];
    private long length;
    private String sha256;

    /**
     * Begins a file.
     *
     * @param store folder of the models
     * @param incoming folder on the same file system
     */
    IncomingFile(Path store, Path incoming) throws IOException {
        this.store = store;
        path = incoming.resolve(UUID.randomUUID() + ENDING);
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (length < head.length) {
            System.arraycopy(bytes, from, head, (int) length, Math.min(count, head.length - (int) length));
        }
        digest.update(bytes, from, count);
        ByteBuffer left = ByteBuffer.wrap(bytes, from, count);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        length += count;
    }

    /** Bytes written. */
    long length() {
        return length;
    }

    /** Hash of what was written; nothing can be written after. */
    String sha256() {
        if (sha256 == null) {
            sha256 = Sha256.of(digest);
        }
        return sha256;
    }

    /** Moves the file among the models, where it lasts. The same content may be there already and is replaced by itself. */
    StoredModel keep() throws IOException {
        channel.force(true);
        channel.close();
        FileKind kind = FileKind.of(head, (int) Math.min(length, head.length));
        Path target = store.resolve(sha256() + kind.ending());
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.folder(store);
        return new StoredModel(target, sha256(), length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
