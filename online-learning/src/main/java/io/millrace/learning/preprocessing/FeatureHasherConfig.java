package io.millrace.learning.preprocessing;

import io.millrace.learning.config.Checks;

/**
 * Into how many columns tokens are hashed.
 *
 * @param bits 2^bits columns, in [1, {@value #MAX_BITS}]
 */
public record FeatureHasherConfig(int bits) {
    /** Greatest {@code bits}: a learner's weights are arrays of this size. */
    public static final int MAX_BITS = 24;

    /** 2^18 = 262,144 columns: few collisions up to tens of thousands of tokens. */
    public static final FeatureHasherConfig DEFAULTS = new FeatureHasherConfig(18);

    public FeatureHasherConfig {
        new Checks().within("bits", bits, 1, MAX_BITS).done();
    }
}
