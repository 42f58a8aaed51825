package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;

/**
 * RBF: rows around centres that are drawn once, each with a class, a weight and a width; the centres may wander.
 *
 * <p>A centre is chosen by weight; the row lies in a uniform direction from it, at a normal distance times its width. Without drift as in
 * G. Hulten's and R. Kirkby's evaluations of Hoeffding trees (Kirkby, thesis, 2007); wandering centres as in A. Bifet et al., "New ensemble methods for evolving
 * data streams", KDD 2009.
 */
public final class RadialBasis implements RowStream {
    private final int classes;
    private final double[][] centres;
    private final double[][] directions;
    private final int[] labels;
    private final double[] widths;
    private final double[] cumulativeWeights;
    private final double speed;
    private final StreamRandom random;

    /**
     * Begins the stream.
     *
     * @param features at least 1
     * @param classes at least 2
     * @param centres at least as many as classes
     * @param concept seed of the centres
     * @param speed way that each centre goes with a row, &gt;= 0; it turns back at the borders of the unit cube; 0 keeps it
     */
    public RadialBasis(int features, int classes, int centres, long concept, double speed, long seed) {
        new Checks()
                .within("features", features, 1, 10_000)
                .within("classes", classes, 2, 1_000)
                .within("centres", centres, classes, 100_000)
                .notNegative("speed", speed)
                .done();
        this.classes = classes;
        this.speed = speed;
        this.centres = new double[centres][features];
        directions = new double[centres][features];
        labels = new int[centres];
        widths = new double[centres];
        cumulativeWeights = new double[centres];
        StreamRandom drawn = new StreamRandom(concept);
        double weights = 0;
        for (int c = 0; c < centres; c++) {
            for (int i = 0; i < features; i++) {
                this.centres[c][i] = drawn.unit();
            }
            direction(drawn, directions[c]);
            labels[c] = c < classes ? c : drawn.whole(0, classes - 1);
            widths[c] = drawn.uniform(0, 0.3);
            weights += drawn.unit();
            cumulativeWeights[c] = weights;
        }
        random = new StreamRandom(seed);
    }

    /** A uniform direction of length 1. */
    private static void direction(StreamRandom random, double[] direction) {
        double square = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = random.normal();
            square += direction[i] * direction[i];
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= length;
        }
    }

    @Override
    public int features() {
        return centres[0].length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int next(double[] row) {
        if (speed > 0) {
            wander();
        }
        double place = random.unit() * cumulativeWeights[cumulativeWeights.length - 1];
        int c = 0;
        while (cumulativeWeights[c] <= place) {
            c++;
        }
        double square = 0;
        for (int i = 0; i < features(); i++) {
            row[i] = random.normal();
            square += row[i] * row[i];
        }
        double distance = random.normal() * widths[c] / Math.sqrt(square);
        for (int i = 0; i < features(); i++) {
            row[i] = centres[c][i] + row[i] * distance;
        }
        return labels[c];
    }

    private void wander() {
        for (int c = 0; c < centres.length; c++) {
            for (int i = 0; i < centres[c].length; i++) {
                centres[c][i] += speed * directions[c][i];
                if (centres[c][i] < 0 || centres[c][i] > 1) {
                    directions[c][i] = -directions[c][i];
                    centres[c][i] = Math.max(0, Math.min(1, centres[c][i]));
                }
            }
        }
    }
}
