package io.millrace.schemas.signing;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.SignedCommand;
import io.millrace.schemas.signing.RefusedCommandException.Reason;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Map;
import java.util.TreeSet;

/**
 * Takes commands out of records of the control topic, if somebody who is trusted has signed them. What is inside is not
 * looked at before the signature holds. Whether the command is stale or was there before is for others to tell.
 *
 * <p>Safe for all threads.
 */
public final class CommandVerifier {
    private final Map<String, PublicKey> trusted;
    private final boolean insecure;

    /**
     * A verifier.
     *
     * @param trusted Ed25519 keys by id
     * @param insecure whether a command without key id and signature is taken, too; a signature that is there must hold all
     *     the same
     */
    public CommandVerifier(Map<String, PublicKey> trusted, boolean insecure) {
        this.trusted = Map.copyOf(trusted);
        this.insecure = insecure;
    }

    /**
     * The command in {@code record}.
     *
     * @param record value of a record; null: it has none
     * @throws RefusedCommandException if it is not readable, not signed as it must be, or of a kind that is not known
     */
    public ControlCommand verify(byte[] record) {
        SignedCommand signed = signed(record);
        checkSignature(signed);
        ControlCommand command = command(signed);
        if (command.getKind() == CommandKind.UNKNOWN) {
            throw new RefusedCommandException(
                    Reason.UNKNOWN_COMMAND, "kind must be one that this version knows, found UNKNOWN", command, null);
        }
        return command;
    }

    private static SignedCommand signed(byte[] record) {
        if (record == null) {
            throw new RefusedCommandException(Reason.UNREADABLE, "must be a SignedCommand, found no value", null, null);
        }
        try {
            return MessageCodec.SIGNED_COMMAND.decode(record);
        } catch (MessageFormatException e) {
            throw new RefusedCommandException(
                    Reason.UNREADABLE, "must be a SignedCommand, found " + why(e, record.length), null, e);
        }
    }

    private void checkSignature(SignedCommand signed) {
        String keyId = signed.getKeyId();
        byte[] signature = bytes(signed.getSignature());
        if (keyId.isEmpty() && signature.length == 0) {
            if (!insecure) {
                throw refusal("must be signed, found no signature");
            }
            return;
        }
        PublicKey key = trusted.get(keyId);
        if (key == null) {
            throw refusal("must be signed with one of the keys " + new TreeSet<>(trusted.keySet()) + ", found "
                    + (KeyFiles.isId(keyId) ? keyId : "an id that no key may have"));
        }
        if (!DomainSignature.COMMAND.holds(signed.getCommand(), signature, key)) {
            throw refusal("must be signed with the key " + keyId + ", found a signature that does not hold");
        }
    }

    private static RefusedCommandException refusal(String message) {
        return new RefusedCommandException(Reason.SIGNATURE, message, null, null);
    }

    private static ControlCommand command(SignedCommand signed) {
        byte[] bytes = bytes(signed.getCommand());
        try {
            return MessageCodec.CONTROL_COMMAND.decode(bytes);
        } catch (MessageFormatException e) {
            throw new RefusedCommandException(
                    Reason.UNREADABLE, "must hold a ControlCommand, found " + why(e, bytes.length), null, e);
        }
    }

    private static String why(MessageFormatException e, int length) {
        return length + " bytes that are none: " + e.getCause().getMessage();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
