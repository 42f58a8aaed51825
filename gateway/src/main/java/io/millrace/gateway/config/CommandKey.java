package io.millrace.gateway.config;

import java.security.PrivateKey;

/**
 * A key that signs commands. Never printed.
 *
 * @param id under which the pipeline file has its public key
 * @param key the key
 */
public record CommandKey(String id, PrivateKey key) {
    @Override
    public String toString() {
        return "private key " + id + " (not shown)";
    }
}
