package io.millrace.schemas.signing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key pairs that sign commands, as files: {@code ID.key} holds the private key as PKCS#8 in PEM, for its owner only;
 * {@code ID.pub} holds the public key, one line of base64 of its X.509 form, as the pipeline file takes it.
 *
 * <p>No message ever shows what a file or text holds: a private key in the wrong place must not end up in a log. Safe for all
 * threads.
 */
public final class KeyFiles {
    /** Ids of keys. */
    public static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,48}");

    /** {@link #ID} in words. */
    public static final String ID_RULE = "must be 1 to 49 lower-case letters, digits or dashes, no dash first";

    private static final String PRIVATE = ".key";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final Pattern PEM = Pattern.compile("\\s*" + BEGIN + "\\s+([A-Za-z0-9+/=\\s]+)\\s" + END + "\\s*");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String NOT_PRIVATE = "must hold an Ed25519 private key as PKCS#8 in PEM, found something else";

    private KeyFiles() {}

    /** Whether {@code text} may be the id of a key. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** A new pair. */
    public static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(DomainSignature.ALGORITHM).generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Ed25519 is part of the JDK", e);
        }
    }

    /** Where the private key {@code id} lies in {@code folder}. */
    public static Path privateFile(Path folder, String id) {
        return folder.resolve(checkId(id) + PRIVATE);
    }

    /** The id that the file of a private key is named after, whether it may be one or not. */
    public static String idOf(Path privateFile) {
        String name = String.valueOf(privateFile.getFileName());
        return name.endsWith(PRIVATE) ? name.substring(0, name.length() - PRIVATE.length()) : name;
    }

    /** Where the public key {@code id} lies in {@code folder}. */
    public static Path publicFile(Path folder, String id) {
        return folder.resolve(checkId(id) + ".pub");
    }

    /**
     * Writes both files of a pair into {@code folder}, which is made where it is missing. Where files have permissions, only
     * the owner may read and write the private one from the moment it exists.
     *
     * @throws FileAlreadyExistsException if one of the files is there; nothing is changed then
     * @throws IllegalArgumentException if the id is none ({@link #ID})
     */
    public static void write(Path folder, String id, KeyPair pair) throws IOException {
        Path privateFile = privateFile(folder, id);
        Path publicFile = publicFile(folder, id);
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new NotDirectoryException(e.getFile());
        }
        create(publicFile, text(pair.getPublic()) + "\n");
        try {
            create(privateFile, pem(pair.getPrivate()), ownerOnly(folder));
        } catch (IOException e) {
            Files.delete(publicFile);
            throw e;
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
    }

    private static void create(Path file, String content, FileAttribute<?>... attributes) throws IOException {
        Set<StandardOpenOption> onlyNew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(file, onlyNew, attributes))) {
            out.write(content.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String pem(PrivateKey key) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return BEGIN + "\n" + lines.encodeToString(key.getEncoded()) + "\n" + END + "\n";
    }

    /**
     * Reads a private key.
     *
     * @throws KeyFileException if the file is missing or holds no Ed25519 private key
     */
    public static PrivateKey readPrivate(Path file) {
        String contents = contents(file);
        try {
            return privateKey(contents);
        } catch (KeyFileException e) {
            throw new KeyFileException(e.getMessage() + " in " + file);
        }
    }

    /**
     * The private key in a text.
     *
     * @param pem PKCS#8 in PEM, as a private file holds it
     * @throws KeyFileException if it is none
     */
    public static PrivateKey privateKey(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.matches()) {
            throw new KeyFileException(NOT_PRIVATE);
        }
        try {
            byte[] key = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance(DomainSignature.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // without the cause, whose text is not ours
            throw new KeyFileException(NOT_PRIVATE);
        }
    }

    /** Whether what one key signs the other one verifies. */
    public static boolean isPair(PrivateKey privateKey, PublicKey publicKey) {
        ByteBuffer anything = ByteBuffer.wrap(new byte[] {1});
        return DomainSignature.COMMAND.holds(anything, DomainSignature.COMMAND.make(anything, privateKey), publicKey);
    }

    /**
     * Reads a public key.
     *
     * @throws KeyFileException if the file is missing or holds no Ed25519 public key
     */
    public static PublicKey readPublic(Path file) {
        String text = contents(file).strip();
        try {
            return publicKey(text);
        } catch (KeyFileException e) {
            throw new KeyFileException(e.getMessage() + " in " + file);
        }
    }

    /**
     * The public key that {@link #text} has written.
     *
     * @throws KeyFileException if it is none
     */
    public static PublicKey publicKey(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            return KeyFactory.getInstance(DomainSignature.ALGORITHM).generatePublic(new X509EncodedKeySpec(key));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // without the cause, whose text is not ours
            throw new KeyFileException("must be an Ed25519 public key, base64 of its X.509 form, found something else");
        }
    }

    /** A public key on one line: base64 of its X.509 form (SubjectPublicKeyInfo). */
    public static String text(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    static String checkId(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("key id: " + ID_RULE + ", found \"" + id + "\"");
        }
        return id;
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new KeyFileException("file must exist, found none at " + file);
        } catch (IOException e) {
            throw new KeyFileException("file must be readable, found " + e + " at " + file);
        }
    }
}
