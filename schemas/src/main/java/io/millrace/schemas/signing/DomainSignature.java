package io.millrace.schemas.signing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** The signature itself: Ed25519 over a prefix of ours, which tells for what it is, and the bytes. */
final class DomainSignature {
    static final String ALGORITHM = "Ed25519";

    /** Of commands. Nothing else that a key may sign elsewhere is ever a command. */
    static final DomainSignature COMMAND = new DomainSignature("millrace-command-v1\0");

    /** Of labels. */
    static final DomainSignature LABEL = new DomainSignature("millrace-label-v1\0");

    private static final int LENGTH = 64;

    private final byte[] domain;

    private DomainSignature(String domain) {
        this.domain = domain.getBytes(StandardCharsets.US_ASCII);
    }

    /** The signature of {@code bytes}, 64 bytes. */
    byte[] make(ByteBuffer bytes, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(domain);
            signature.update(bytes.duplicate());
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key: must be an Ed25519 private key, found " + key.getAlgorithm(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is part of the JDK", e);
        }
    }

    /** Whether {@code signature} is {@code key}'s for {@code bytes}. */
    boolean holds(ByteBuffer bytes, byte[] signature, PublicKey key) {
        if (signature.length != LENGTH) {
            // the JDK would ignore bytes behind the end
            return false;
        }
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(domain);
            check.update(bytes.duplicate());
            return check.verify(signature);
        } catch (SignatureException e) {
            // of a form that no signature has
            return false;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key: must be an Ed25519 public key, found " + key.getAlgorithm(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Ed25519 is part of the JDK", e);
        }
    }
}
