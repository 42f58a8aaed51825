package io.millrace.schemas.signing;

import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.SignedCommand;
import java.nio.ByteBuffer;
import java.security.PrivateKey;

/** Makes records of the control topic out of commands. Safe for all threads. */
public final class CommandSigner {
    private CommandSigner() {}

    /**
     * A {@link SignedCommand} in single-object encoding, signed.
     *
     * @param keyId under which the pipeline file has the public key
     * @throws IllegalArgumentException if the id is none ({@link KeyFiles#ID}), or the key not Ed25519
     */
    public static byte[] sign(ControlCommand command, String keyId, PrivateKey key) {
        KeyFiles.checkId(keyId);
        ByteBuffer bytes = ByteBuffer.wrap(MessageCodec.CONTROL_COMMAND.encode(command));
        return record(keyId, DomainSignature.COMMAND.make(bytes, key), bytes);
    }

    /** A {@link SignedCommand} in single-object encoding without a signature: only {@code --insecure} pipelines take it. */
    public static byte[] unsigned(ControlCommand command) {
        return record("", new byte[0], ByteBuffer.wrap(MessageCodec.CONTROL_COMMAND.encode(command)));
    }

    private static byte[] record(String keyId, byte[] signature, ByteBuffer command) {
        return MessageCodec.SIGNED_COMMAND.encode(SignedCommand.newBuilder()
                .setKeyId(keyId)
                .setSignature(ByteBuffer.wrap(signature))
                .setCommand(command)
                .build());
    }
}
