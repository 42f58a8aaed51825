package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link HalfSpaceTrees}.
 *
 * @param trees how many, 1 to 1,000
 * @param height splits from the root to a leaf, 1 to 15
 * @param window rows after which what was learned becomes what scores are made of, 1 to 10^9
 * @param low least value that features are expected to have
 * @param high greatest value that features are expected to have, &gt; low; values outside are treated like those at the edge
 * @param seed of the splits
 */
public record HalfSpaceTreesConfig(int trees, int height, int window, double low, double high, long seed)
        implements DetectorConfig {
    /** River's: 10 trees of height 8, window 250; but for standardised features, from −4 to 4; seed 0. */
    public static final HalfSpaceTreesConfig DEFAULTS = new HalfSpaceTreesConfig(10, 8, 250, -4, 4, 0);

    static final String NAME = "half-space-trees";

    /** Checks the values. */
    public HalfSpaceTreesConfig {
        new Checks()
                .within("trees", trees, 1, 1_000)
                .within("height", height, 1, 15)
                .within("window", window, 1, 1_000_000_000)
                .finite("low", low)
                .finite("high", high)
                .require(low < high, "low", "must be < high", low + " >= " + high)
                .done();
    }

    /** With so many trees of this height. */
    public HalfSpaceTreesConfig withTrees(int count, int ofHeight) {
        return new HalfSpaceTreesConfig(count, ofHeight, window, low, high, seed);
    }

    /** With windows of so many rows. */
    public HalfSpaceTreesConfig withWindow(int changed) {
        return new HalfSpaceTreesConfig(trees, height, changed, low, high, seed);
    }

    /** With features expected in [low, high]. */
    public HalfSpaceTreesConfig withLimits(double from, double to) {
        return new HalfSpaceTreesConfig(trees, height, window, from, to, seed);
    }

    /** With another seed. */
    public HalfSpaceTreesConfig withSeed(long changed) {
        return new HalfSpaceTreesConfig(trees, height, window, low, high, changed);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public HalfSpaceTrees newDetector(int dimension) {
        return new HalfSpaceTrees(this, dimension);
    }

    @Override
    public HalfSpaceTrees readDetector(int dimension, SnapshotInput in) {
        HalfSpaceTrees trees = newDetector(dimension);
        trees.readFrom(in);
        return trees;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.integer(trees);
        out.integer(height);
        out.integer(window);
        out.number(low);
        out.number(high);
        out.count(seed);
    }

    static HalfSpaceTreesConfig readFrom(SnapshotInput in) {
        return new HalfSpaceTreesConfig(in.integer(), in.integer(), in.integer(), in.number(), in.number(), in.count());
    }
}
