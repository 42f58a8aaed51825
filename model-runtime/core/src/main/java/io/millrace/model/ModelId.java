package io.millrace.model;

import java.util.HexFormat;

/**
 * Identity of an immutable model.
 *
 * @param name its name
 * @param version its version, at least 1
 * @param sha256 of the model file's bytes, 64 lower-case hexadecimal digits
 */
public record ModelId(String name, long version, String sha256) {
    /** The first 8 bytes of the hash, which predictions carry. */
    public byte[] fingerprint() {
        return HexFormat.of().parseHex(sha256.substring(0, 16));
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
