package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;

/**
 * STAGGER: size, colour and shape, each 0, 1 or 2, and one of three concepts: small and red; green or round; medium or large.
 *
 * <p>J. C. Schlimmer, R. H. Granger, "Incremental learning from noisy data", Machine Learning 1986. Size: small, medium, large; colour: green, blue, red;
 * shape: triangular, round, rectangular.
 */
public final class Stagger implements RowStream {
    private static final int FEATURES = 3;

    private final int concept;
    private final double noise;
    private final StreamRandom random;

    /**
     * Begins the stream.
     *
     * @param concept 1 to 3
     * @param noise share of labels that are turned round, in [0, 1]
     */
    public Stagger(int concept, double noise, long seed) {
        new Checks()
                .within("concept", concept, 1, 3)
                .within("noise", noise, 0, 1)
                .done();
        this.concept = concept;
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
        int size = random.whole(0, 2);
        int colour = random.whole(0, 2);
        int shape = random.whole(0, 2);
        row[0] = size;
        row[1] = colour;
        row[2] = shape;
        boolean holds =
                switch (concept) {
                    case 1 -> size == 0 && colour == 2;
                    case 2 -> colour == 0 || shape == 1;
                    default -> size != 0;
                };
        return holds != random.chance(noise) ? 1 : 0;
    }
}
