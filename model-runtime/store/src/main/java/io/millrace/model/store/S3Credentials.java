package io.millrace.model.store;

import java.util.Map;
import java.util.Optional;

/**
 * Who asks an S3 server.
 *
 * @param accessKeyId public part
 * @param secretAccessKey secret part
 * @param sessionToken of temporary credentials; empty for lasting ones
 */
public record S3Credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
    /**
     * From {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}; empty where the first two
     * are not both set: then requests are not signed, and reach public objects only.
     */
    public static Optional<S3Credentials> fromEnvironment() {
        return from(System.getenv());
    }

    static Optional<S3Credentials> from(Map<String, String> environment) {
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        String token = environment.getOrDefault("AWS_SESSION_TOKEN", "");
        return id.isEmpty() || secret.isEmpty() ? Optional.empty() : Optional.of(new S3Credentials(id, secret, token));
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "S3Credentials[" + accessKeyId + "]";
    }
}
