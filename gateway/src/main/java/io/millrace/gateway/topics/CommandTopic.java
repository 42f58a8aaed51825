package io.millrace.gateway.topics;

/** Where signed commands go. */
@FunctionalInterface
public interface CommandTopic {
    /**
     * Sends a command and waits until it is kept.
     *
     * @param slot slot that it is for
     * @param signedCommand a {@link io.millrace.schemas.SignedCommand} in single-object encoding
     * @return its offset
     * @throws CommandNotKeptException if it is not known to be kept
     */
    long send(String slot, byte[] signedCommand);
}
