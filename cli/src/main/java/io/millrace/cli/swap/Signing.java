package io.millrace.cli.swap;

import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.signing.CommandSigner;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.RefusedCommandException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Map;

/** Signs commands, or leaves them unsigned. Nothing of it may be printed but the key's id. */
final class Signing {
    private final String keyId;
    private final PrivateKey key;

    private Signing(String keyId, PrivateKey key) {
        this.keyId = keyId;
        this.key = key;
    }

    /** With a key. */
    static Signing with(String keyId, PrivateKey key) {
        return new Signing(keyId, key);
    }

    /** Without: only pipelines that run with {@code --insecure} take it. */
    static Signing none() {
        return new Signing("", null);
    }

    /**
     * The record for the control topic.
     *
     * @throws InvalidInputException if the pipeline file names keys and this is none of them, so that it would be refused
     */
    byte[] record(ControlCommand command, Pipeline pipeline) {
        if (key == null) {
            return CommandSigner.unsigned(command);
        }
        byte[] signed = CommandSigner.sign(command, keyId, key);
        Map<String, PublicKey> trusted = pipeline.control().publicKeys();
        if (!trusted.isEmpty()) {
            try {
                new CommandVerifier(trusted, false).verify(signed);
            } catch (RefusedCommandException e) {
                throw new InvalidInputException("--key: the pipeline would refuse it: " + e.getMessage());
            }
        }
        return signed;
    }
}
