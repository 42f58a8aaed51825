package io.millrace.schemas.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyFilesTest {
    private static final KeyPair PAIR = KeyFiles.generate();

    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("key"), content);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path deeper = folder.resolve("a/b");
        KeyFiles.write(deeper, "ops", PAIR);
        assertThat(KeyFiles.readPrivate(deeper.resolve("ops.key"))).isEqualTo(PAIR.getPrivate());
        assertThat(KeyFiles.readPublic(deeper.resolve("ops.pub"))).isEqualTo(PAIR.getPublic());
        assertThat(Files.readString(deeper.resolve("ops.pub")))
                .isEqualTo(KeyFiles.text(PAIR.getPublic()) + "\n")
                .hasLineCount(1);
        assertThat(KeyFiles.publicKey(KeyFiles.text(PAIR.getPublic()))).isEqualTo(PAIR.getPublic());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deeper.resolve("ops.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        KeyFiles.write(folder, "ops", PAIR);
        assertThatThrownBy(() -> KeyFiles.write(folder, "ops", KeyFiles.generate()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(folder.resolve("ops.pub").toString());
        assertThat(KeyFiles.readPrivate(folder.resolve("ops.key"))).isEqualTo(PAIR.getPrivate());
        assertThat(KeyFiles.readPublic(folder.resolve("ops.pub"))).isEqualTo(PAIR.getPublic());

        Files.delete(folder.resolve("ops.pub"));
        assertThatThrownBy(() -> KeyFiles.write(folder, "ops", KeyFiles.generate()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(folder.resolve("ops.key").toString());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("ops.key"));
        }
        assertThat(KeyFiles.readPrivate(folder.resolve("ops.key"))).isEqualTo(PAIR.getPrivate());
    }

    @Test
    void aFileInPlaceOfTheFolderIsToldFromAKeyThatIsThere() throws IOException {
        Path file = file("in the way");
        assertThatThrownBy(() -> KeyFiles.write(file, "ops", PAIR))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessage(file.toString());
    }

    @Test
    void carriageReturnsAndBlanksAroundAKeyAreFine() throws IOException {
        KeyFiles.write(folder, "ops", PAIR);
        String pem = Files.readString(folder.resolve("ops.key"));
        assertThat(KeyFiles.readPrivate(file("\n" + pem.replace("\n", "\r\n") + "\n")))
                .isEqualTo(PAIR.getPrivate());
        assertThat(KeyFiles.readPublic(file(" " + KeyFiles.text(PAIR.getPublic()) + "\r\n")))
                .isEqualTo(PAIR.getPublic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a_b", "a.b", "../a", "a/b", "ä"})
    void idsAreNarrow(String id) {
        assertThat(KeyFiles.isId(id)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyFiles.write(folder, id, PAIR))
                .withMessage("key id: must be 1 to 49 lower-case letters, digits or dashes, no dash first, found \""
                        + id + "\"");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anIdHasAtMost49Characters() {
        assertThat(KeyFiles.isId("a".repeat(49))).isTrue();
        assertThat(KeyFiles.isId("a".repeat(50))).isFalse();
    }

    @Test
    void whatIsNoKeyIsRefusedAndNotShown() throws Exception {
        String publicText = KeyFiles.text(PAIR.getPublic());
        String privateText =
                Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded());
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String rsaText = Base64.getEncoder().encodeToString(rsa.getPrivate().getEncoded());
        KeyPair exchange = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        for (String text : new String[] {
            "",
            "canary-7Qx",
            publicText,
            privateText,
            pem("canary-7Qx"),
            pem(publicText),
            pem(rsaText),
            pem(privateText.substring(0, 40)),
            pem(Base64.getEncoder().encodeToString(exchange.getPrivate().getEncoded()))
        }) {
            Path file = file(text);
            assertThatThrownBy(() -> KeyFiles.readPrivate(file))
                    .isInstanceOf(KeyFileException.class)
                    .hasNoCause()
                    .hasMessage("must hold an Ed25519 private key as PKCS#8 in PEM, found something else in " + file);
        }
        for (String text : new String[] {
            "",
            "canary-7Qx",
            privateText,
            pem(privateText),
            publicText.substring(4),
            KeyFiles.text(rsa.getPublic()),
            KeyFiles.text(exchange.getPublic())
        }) {
            Path file = file(text);
            assertThatThrownBy(() -> KeyFiles.readPublic(file))
                    .isInstanceOf(KeyFileException.class)
                    .hasNoCause()
                    .hasMessage(
                            "must be an Ed25519 public key, base64 of its X.509 form, found something else in " + file);
        }
    }

    private static String pem(String base64) {
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        Path nowhere = folder.resolve("nowhere.key");
        assertThatThrownBy(() -> KeyFiles.readPrivate(nowhere))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("file must exist, found none at " + nowhere);
        assertThatThrownBy(() -> KeyFiles.readPublic(folder))
                .isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith("file must be readable, found ");
    }
}
