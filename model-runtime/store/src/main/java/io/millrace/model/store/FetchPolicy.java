package io.millrace.model.store;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where models may be fetched from, and how large and slow they may be. Immutable.
 *
 * @param allowed folders that models may lie in, with everything below: {@code file:/folder/}, {@code
 *     http(s)://host[:port]/folder/}, {@code s3://bucket/folder/}; each ends with a slash. Empty: nothing is fetched
 * @param privateNetworks networks such as {@code 10.1.0.0/16} that allowed host names may lie in although they are private;
 *     see {@link AddressRules}
 * @param maxBytes most bytes of a model file, at least 1
 * @param timeout most time for a fetch, all attempts together; more than 0
 * @param s3 where {@code s3:} leads
 */
public record FetchPolicy(
        List<String> allowed, List<String> privateNetworks, long maxBytes, Duration timeout, S3Settings s3)
        implements Serializable {
    /** Most bytes unless said otherwise: 512 MiB. */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    /** Most time unless said otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final long serialVersionUID = 1L;

    /**
     * Checks the policy.
     *
     * @throws IllegalArgumentException if it breaks a rule; all mistakes are named, one a line
     */
    public FetchPolicy {
        allowed = List.copyOf(allowed);
        privateNetworks = List.copyOf(privateNetworks);
        List<String> problems = new ArrayList<>();
        for (String folder : allowed) {
            try {
                AddressRules.checkListed(ModelUri.folder(folder));
            } catch (IllegalArgumentException e) {
                problems.add("allowed: " + e.getMessage());
            }
        }
        for (String network : privateNetworks) {
            try {
                PrivateNetwork.parse(network);
            } catch (IllegalArgumentException e) {
                problems.add("privateNetworks: " + e.getMessage());
            }
        }
        if (maxBytes < 1) {
            problems.add("maxBytes: must be >= 1, found " + maxBytes);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            problems.add("timeout: must be > 0, found " + timeout);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /** Everything but the folders as usual. */
    public static FetchPolicy of(List<String> allowed) {
        return new FetchPolicy(allowed, List.of(), DEFAULT_MAX_BYTES, DEFAULT_TIMEOUT, S3Settings.DEFAULT);
    }

    List<ModelUri> folders() {
        return allowed.stream().map(ModelUri::folder).toList();
    }
}
