package io.millrace.schemas.signing;

import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.SignedLabel;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Map;

/**
 * Reads records of the labels topic, signed or plain, and tells whether somebody who is trusted vouches for what they say. Checking a signature takes some tenths of a millisecond.
 * Safe for all threads.
 */
public final class LabelVerifier {
    private final Map<String, PublicKey> trusted;

    /**
     * What a record says.
     *
     * @param isVouchedFor whether it is signed by a key that is trusted
     */
    public record Verified(Label label, boolean isVouchedFor) {}

    /**
     * A verifier.
     *
     * @param trusted Ed25519 keys by id
     */
    public LabelVerifier(Map<String, PublicKey> trusted) {
        this.trusted = Map.copyOf(trusted);
    }

    /**
     * The label in a record. One whose signature does not hold, or is of a key that is not trusted, is a label all the same: like a plain one, nobody vouches for it.
     *
     * @throws MessageFormatException if it is neither a label nor a signed one
     */
    public Verified read(byte[] record) {
        if (!MessageCodec.SIGNED_LABEL.isOne(record)) {
            return new Verified(MessageCodec.LABEL.decode(record), false);
        }
        SignedLabel signed = MessageCodec.SIGNED_LABEL.decode(record);
        Label label = MessageCodec.LABEL.decode(bytes(signed.getLabel()));
        PublicKey key = trusted.get(signed.getKeyId());
        boolean holds =
                key != null && DomainSignature.LABEL.holds(signed.getLabel(), bytes(signed.getSignature()), key);
        return new Verified(label, holds);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
