package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known answers: FIPS 180-4 examples, as NIST publishes them for SHA-256. */
final class Sha256Test {
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String OF_MILLION_A = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @Test
    void knownAnswers(@TempDir Path folder) throws Exception {
        assertThat(Sha256.of("")).isEqualTo(OF_NOTHING);
        assertThat(Sha256.of("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.of(new byte[] {'a', 'b', 'c'})).isEqualTo(OF_ABC);
        Path file = Files.writeString(folder.resolve("long"), "a".repeat(1_000_000));
        assertThat(Sha256.of(file)).isEqualTo(OF_MILLION_A);
        MessageDigest digest = Sha256.digest();
        digest.update("ab".getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) 'c');
        assertThat(Sha256.of(digest)).isEqualTo(OF_ABC);
    }

    @Test
    void whatIsAHash() {
        assertThat(Sha256.isHash(OF_ABC)).isTrue();
        assertThat(Sha256.isHash(OF_ABC.toUpperCase(java.util.Locale.ROOT))).isFalse();
        assertThat(Sha256.isHash(OF_ABC.substring(1))).isFalse();
        assertThat(Sha256.isHash(OF_ABC + "\n")).isFalse();
        assertThat(Sha256.isHash("")).isFalse();
    }
}
