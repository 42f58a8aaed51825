package io.millrace.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows for the comparison of engines, drawn as the training data of the models was, so that they spread over a tree's branches
 * as in use. All values are exact in float32: both sides see the same numbers.
 *
 * @param names of the features
 * @param texts of features that are texts, by name; their cells are places in these lists
 * @param rows {@value #COUNT} different ones, row by row
 */
record FeatureRows(List<String> names, Map<String, List<String>> texts, List<double[]> rows) {
    /** Different rows, a power of two. */
    static final int COUNT = 16_384;

    private static final long SEED = 20_261_123L;

    /** The features of {@link Readings}: 26 uniform in [-3, 3), 4 whole numbers in [-20000, 20000). */
    static FeatureRows readings() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> names = Readings.FEATURES;
        return new FeatureRows(
                names,
                Map.of(),
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
                Map.of(),
                IntStream.range(0, COUNT)
                        .mapToObj(row -> names.stream()
                                .mapToDouble(name -> (float) random.nextGaussian())
                                .toArray())
                        .toList());
    }

    /** Flats to let, for the bundle that comes with MLeap; features and texts are those that it knows. */
    static FeatureRows flats() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, List<String>> texts = Map.of(
                "state", List.of("Other", "NY", "CA", "London", "Berlin", "IL", "TX", "WA", "DC", "OR"),
                "room_type", List.of("Entire home/apt", "Private room", "Shared room"),
                "host_is_superhost", List.of("0.0", "1.0"),
                "cancellation_policy", List.of("strict", "moderate", "flexible", "super_strict_30", "no_refunds"),
                "instant_bookable", List.of("0.0", "1.0"));
        Map<String, Integer> most = Map.of(
                "bathrooms", 5,
                "square_feet", 3_000,
                "bedrooms", 6,
                "security_deposit", 500,
                "cleaning_fee", 100,
                "extra_people", 4,
                "number_of_reviews", 200,
                "review_scores_rating", 100);
        List<String> names = Stream.concat(texts.keySet().stream(), most.keySet().stream())
                .sorted()
                .toList();
        return new FeatureRows(
                names,
                texts,
                IntStream.range(0, COUNT)
                        .mapToObj(row -> names.stream()
                                .mapToDouble(name -> texts.containsKey(name)
                                        ? random.nextInt(texts.get(name).size())
                                        : random.nextInt(most.get(name) + 1))
                                .toArray())
                        .toList());
    }

    /** Whether a feature is a text. */
    boolean isText(int feature) {
        return texts.containsKey(names.get(feature));
    }

    /** The text that a cell stands for. */
    String text(int feature, double cell) {
        return texts.get(names.get(feature)).get((int) cell);
    }

    /** Row {@code sequence}, over and over. */
    double[] row(int sequence) {
        return rows.get(sequence & (COUNT - 1));
    }
}
