package io.millrace.benchmarks;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows for the comparison of engines, drawn as the training data of the models was, so that they spread over a tree's branches
 * as in use. All values are exact in float32: both sides see the same numbers.
 *
 * @param names of the features
 * @param rows {@value #COUNT} different ones, row by row
 */
record FeatureRows(List<String> names, List<double[]> rows) {
    /** Different rows, a power of two. */
    static final int COUNT = 16_384;

    private static final long SEED = 20_261_123L;

    /** The features of {@link Readings}: 26 uniform in [-3, 3), 4 whole numbers in [-20000, 20000). */
    static FeatureRows readings() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> names = Readings.FEATURES;
        return new FeatureRows(
                names,
                IntStream.range(0, COUNT)
                        .mapToObj(row -> names.stream()
                                .mapToDouble(name -> name.startsWith("i")
                                        ? random.nextInt(-20_000, 20_000)
                                        : (float) random.nextDouble(-3, 3))
                                .toArray())
                        .toList());
    }

    /** Features of the standard normal distribution. */
    static FeatureRows normal(List<String> names) {
        Random random = new Random(SEED);
        return new FeatureRows(
                names,
                IntStream.range(0, COUNT)
                        .mapToObj(row -> names.stream()
                                .mapToDouble(name -> (float) random.nextGaussian())
                                .toArray())
                        .toList());
    }

    /** Row {@code sequence}, over and over. */
    double[] row(int sequence) {
        return rows.get(sequence & (COUNT - 1));
    }
}
