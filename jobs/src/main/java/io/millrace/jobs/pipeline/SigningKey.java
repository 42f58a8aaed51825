package io.millrace.jobs.pipeline;

import io.millrace.schemas.signing.KeyFiles;
import java.io.Serializable;
import java.security.PrivateKey;
import java.util.Objects;

/** A private key and its id. Neither shows it: it must not end up in a log. Immutable. */
public final class SigningKey implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String pem;

    /**
     * A key.
     *
     * @param id under which pipelines know the public key
     * @param pem the private key, PKCS#8 in PEM
     * @throws io.millrace.schemas.signing.KeyFileException if it is none
     */
    public SigningKey(String id, String pem) {
        KeyFiles.privateKey(pem);
        this.id = id;
        this.pem = pem;
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** What signs. Never print it. */
    public PrivateKey privateKey() {
        return KeyFiles.privateKey(pem);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey key && key.id.equals(id) && key.pem.equals(pem);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, pem);
    }

    @Override
    public String toString() {
        return "private key " + id + " (not shown)";
    }
}
