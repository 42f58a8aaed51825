package io.millrace.learning.cluster;

import io.millrace.learning.FeatureVector;
import java.util.Random;

/** Rows around three points far apart, so that which centre a row is given to never depends on the order. */
final class Blobs {
    static final double[][] CENTRES = {{0, 0}, {100, 0}, {0, 100}};

    private Blobs() {}

    static FeatureVector row(Random random) {
        double[] centre = CENTRES[random.nextInt(CENTRES.length)];
        return FeatureVector.of(centre[0] + random.nextGaussian(), centre[1] + random.nextGaussian());
    }
}
