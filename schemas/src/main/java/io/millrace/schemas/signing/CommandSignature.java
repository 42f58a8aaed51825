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

/** The signature itself: Ed25519 over a prefix of ours and the command's bytes. */
final class CommandSignature {
    static final String ALGORITHM = "Ed25519";

    /** So that nothing else that a key may sign elsewhere is ever a command. */
    private static final byte[] DOMAIN = "millrace-command-v1\0".getBytes(StandardCharsets.US_ASCII);

    private static final int LENGTH = 64;

    private CommandSignature() {}

    /** The signature of {@code command}, 64 bytes. */
    static byte[] make(ByteBuffer command, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(DOMAIN);
            signature.update(command.duplicate());
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key: must be an Ed25519 private key, found " + key.getAlgorithm(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is part of the JDK", e);
        }
    }

    /** Whether {@code signature} is {@code key}'s for {@code command}. */
    static boolean holds(ByteBuffer command, byte[] signature, PublicKey key) {
        if (signature.length != LENGTH) {
            // the JDK would ignore bytes behind the end
            return false;
        }
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(DOMAIN);
            check.update(command.duplicate());
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
