package io.millrace.learning.preprocessing;

import io.millrace.learning.FeatureVector;

/**
 * Columns for tokens {@code name=value} by hashing: no list of categories to keep, new ones need nothing, and a few share a column.
 *
 * <p>h = MurmurHash3 (x86, 32 bits, seed 0) of the token in UTF-8; column |h| mod 2^bits; sign +1 if h ≥ 0, else −1, so that tokens that
 * share a column cancel out on average. The same columns and signs as scikit-learn's {@code FeatureHasher}. Has no state that is
 * learned: merging and saving need nothing but the configuration.
 *
 * <p>A token costs about a nanosecond a character; nothing allocates. One thread at a time.
 *
 * <p>K. Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; A. Appleby, MurmurHash3 (public domain).
 */
public final class FeatureHasher {
    private final FeatureHasherConfig config;
    private final int mask;
    private final Murmur3 murmur = new Murmur3();

    /** Hashes into the columns of the configuration. */
    public FeatureHasher(FeatureHasherConfig config) {
        this.config = config;
        mask = dimension() - 1;
    }

    /** Its configuration. */
    public FeatureHasherConfig config() {
        return config;
    }

    /** Number of columns. */
    public int dimension() {
        return 1 << config.bits();
    }

    /** Hash of {@code name=value}, for {@link #column} and {@link #sign}. */
    public int hash(String name, String value) {
        return murmur.begin().add(name).add('=').add(value).end();
    }

    /** Column of a hash, in [0, {@link #dimension()}). */
    public int column(int hash) {
        return Math.abs(hash) & mask;
    }

    /** 1 or −1. */
    public double sign(int hash) {
        return hash >= 0 ? 1 : -1;
    }

    /**
     * Adds a token to a sparse row that began with {@code from} entries of others; a token whose column is taken adds to its value.
     *
     * @param offset of the first column within the row
     */
    public void add(String name, String value, int offset, int from, FeatureVector row) {
        int hash = hash(name, value);
        int column = offset + column(hash);
        for (int k = from; k < row.size(); k++) {
            if (row.index(k) == column) {
                row.setValue(k, row.value(k) + sign(hash));
                return;
            }
        }
        row.add(column, sign(hash));
    }
}
