package io.millrace.schemas.signing;

import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.SignedLabel;
import java.nio.ByteBuffer;
import java.security.PrivateKey;

/** Makes records of the labels topic that vouch for the principal: whoever holds the key says that it said so. Safe for all threads. */
public final class LabelSigner {
    private LabelSigner() {}

    /**
     * A {@link SignedLabel} in single-object encoding.
     *
     * @param keyId under which the pipeline file has the public key
     * @throws IllegalArgumentException if the id is none ({@link KeyFiles#ID}), or the key not Ed25519
     */
    public static byte[] sign(Label label, String keyId, PrivateKey key) {
        KeyFiles.checkId(keyId);
        ByteBuffer bytes = ByteBuffer.wrap(MessageCodec.LABEL.encode(label));
        return MessageCodec.SIGNED_LABEL.encode(SignedLabel.newBuilder()
                .setKeyId(keyId)
                .setSignature(ByteBuffer.wrap(DomainSignature.LABEL.make(bytes, key)))
                .setLabel(bytes)
                .build());
    }
}
