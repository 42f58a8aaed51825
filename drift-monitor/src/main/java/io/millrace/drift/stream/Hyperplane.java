package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;

/**
 * Hyperplane: features uniform in [0, 1), class 1 on one side of a plane through the middle of the cube; the plane may turn a little with each row.
 *
 * <p>Σ w_i·x_i ≥ ½·Σ w_i, weights drawn from the concept's own seed. G. Hulten, L. Spencer, P. Domingos, "Mining time-changing data streams", KDD 2001.
 */
public final class Hyperplane implements RowStream {
    private final double[] weights;
    private final double turn;
    private final double noise;
    private final StreamRandom random;

    /**
     * Begins the stream.
     *
     * @param features at least 1
     * @param concept seed of the weights
     * @param turn what each row adds to the weights of the first half of the features, &gt;= 0; 0 keeps the plane
     * @param noise share of labels that are turned round, in [0, 1]
     */
    public Hyperplane(int features, long concept, double turn, double noise, long seed) {
        new Checks()
                .within("features", features, 1, 10_000)
                .notNegative("turn", turn)
                .within("noise", noise, 0, 1)
                .done();
        StreamRandom drawn = new StreamRandom(concept);
        weights = new double[features];
        for (int i = 0; i < features; i++) {
            weights[i] = drawn.uniform(-1, 1);
        }
        this.turn = turn;
        this.noise = noise;
        random = new StreamRandom(seed);
    }

    @Override
    public int features() {
        return weights.length;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int next(double[] row) {
        double side = 0;
        for (int i = 0; i < weights.length; i++) {
            row[i] = random.unit();
            side += weights[i] * (row[i] - 0.5);
        }
        for (int i = 0; i < weights.length / 2; i++) {
            weights[i] += turn;
        }
        return side >= 0 != random.chance(noise) ? 1 : 0;
    }
}
