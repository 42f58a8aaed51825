package io.millrace.cli.local;

import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.schemas.signing.KeyFileException;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * The pair of keys that local mode has of its own, so that commands are signed without anybody having to care.
 *
 * @param id its id
 * @param publicKey what a local pipeline trusts
 * @param privateFile what signs
 */
public record LocalKeys(String id, PublicKey publicKey, Path privateFile) {
    private static final String ID = "local";

    /**
     * The pair in {@code keys} below the data folder, made where there is none. Whoever asks first makes it, be it several
     * threads or processes at once.
     *
     * @throws FailedException if it can be neither read nor made
     */
    public static synchronized LocalKeys ensure(DataFolder folder) {
        Path keys = folder.keys();
        Path publicFile = KeyFiles.publicFile(keys, ID);
        Path privateFile = KeyFiles.privateFile(keys, ID);
        try {
            Files.createDirectories(keys);
            try (FileChannel guard =
                    FileChannel.open(keys.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // held until the channel closes
                guard.lock();
                if (Files.notExists(publicFile) || Files.notExists(privateFile)) {
                    // refused where one of them is there: half a pair may be somebody's
                    KeyFiles.write(keys, ID, KeyFiles.generate());
                }
            }
            return new LocalKeys(ID, KeyFiles.readPublic(publicFile), privateFile);
        } catch (FileAlreadyExistsException e) {
            throw new FailedException(
                    "local.key and local.pub must both be there, or neither, found one in " + keys, e);
        } catch (IOException e) {
            throw new FailedException("local keys cannot be made in " + keys + ": " + e, e);
        } catch (KeyFileException e) {
            throw new FailedException("local keys cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * What signs. Never print it.
     *
     * @throws FailedException if it cannot be read any more
     */
    public PrivateKey privateKey() {
        try {
            return KeyFiles.readPrivate(privateFile);
        } catch (KeyFileException e) {
            throw new FailedException("local keys cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * What signs for learners.
     *
     * @throws FailedException if it cannot be read any more
     */
    SigningKey signingKey() {
        try {
            return new SigningKey(id, Files.readString(privateFile));
        } catch (IOException | KeyFileException e) {
            throw new FailedException("local keys cannot be used: " + e.getMessage(), e);
        }
    }
}
