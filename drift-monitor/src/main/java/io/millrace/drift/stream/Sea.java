package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;

/**
 * SEA: three features uniform in [0, 10), of which the third says nothing; class 1 where the first two add up to at most a threshold.
 *
 * <p>W. N. Street, Y. Kim, "A streaming ensemble algorithm (SEA) for large-scale classification", KDD 2001, with its four thresholds.
 */
public final class Sea implements RowStream {
    private static final double[] THRESHOLDS = {8, 9, 7, 9.5};
    private static final int FEATURES = 3;

    private final double threshold;
    private final double noise;
    private final StreamRandom random;

    /**
     * Begins the stream.
     *
     * @param concept 1 to 4: threshold 8, 9, 7 or 9.5
     * @param noise share of labels that are turned round, in [0, 1]
     */
    public Sea(int concept, double noise, long seed) {
        new Checks()
                .within("concept", concept, 1, THRESHOLDS.length)
                .within("noise", noise, 0, 1)
                .done();
        threshold = THRESHOLDS[concept - 1];
        this.noise = noise;
        random = new StreamRandom(seed);
    }

    @Override
    public int features() {
        return FEATURES;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int next(double[] row) {
        for (int i = 0; i < FEATURES; i++) {
            row[i] = random.uniform(0, 10);
        }
        int label = row[0] + row[1] <= threshold ? 1 : 0;
        return random.chance(noise) ? 1 - label : label;
    }
}
