package io.millrace.model.store;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Where {@code s3://bucket/key} leads. Who asks comes from the environment, see {@link S3Credentials}.
 *
 * @param endpoint {@code http(s)://host[:port]/} of an S3-compatible server, asked as {@code /bucket/key}; empty: Amazon's
 *     own of the region, over https
 * @param region region that requests are signed for
 */
public record S3Settings(String endpoint, String region) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,63}");

    /** Amazon's own, {@code us-east-1}. */
    public static final S3Settings DEFAULT = new S3Settings("", "us-east-1");

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if endpoint or region is malformed
     */
    public S3Settings {
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException(
                    "region: must be lower-case letters, digits and dashes, found " + region);
        }
        if (!endpoint.isEmpty()) {
            ModelUri uri;
            try {
                uri = ModelUri.folder(endpoint);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("endpoint: " + e.getMessage(), e);
            }
            if (!uri.scheme().startsWith("http") || !uri.path().equals("/")) {
                throw new IllegalArgumentException("endpoint: must be http(s)://host[:port]/, found " + endpoint);
            }
            AddressRules.checkListed(uri);
        }
    }
}
