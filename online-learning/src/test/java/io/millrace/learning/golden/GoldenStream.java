package io.millrace.learning.golden;

import io.millrace.learning.model.FeatureRow;
import java.util.List;
import java.util.Random;

/** The same examples for ever: two numbers, of which one is missing now and then, a text, and a truth that follows from them with noise. */
final class GoldenStream {
    private static final List<String> TEXTS = List.of("north", "east", "south", "west", "nowhere");

    private final Random random = new Random(2013);
    private long time;

    /**
     * One example.
     *
     * @param first not negative
     * @param second not negative; NaN where it is missing
     * @param text null where it is missing
     * @param truth a number between -4 and 4 or so
     * @param time milliseconds
     */
    record Example(double first, double second, String text, double truth, long time) {
        /** One of so many classes. */
        int label(int classes) {
            return Math.max(0, Math.min(classes - 1, (int) Math.floor(truth + classes / 2.0)));
        }

        /** As a row of {@link GoldenModel#FIELDS}. */
        FeatureRow fill(FeatureRow row) {
            row.setNumber(0, first);
            if (Double.isNaN(second)) {
                row.setMissing(1);
            } else {
                row.setNumber(1, second);
            }
            if (row.size() > 2) {
                if (text == null) {
                    row.setMissing(2);
                } else {
                    row.setText(2, text);
                }
            }
            return row;
        }
    }

    Example next() {
        double first = Math.abs(random.nextGaussian());
        double second = 10 * random.nextDouble();
        int place = random.nextInt(TEXTS.size() + 1);
        double truth = first - second / 5 + (place == 0 ? 1 : 0) + 0.5 * random.nextGaussian();
        time += 60_000;
        return new Example(
                first,
                random.nextInt(8) == 0 ? Double.NaN : second,
                place == TEXTS.size() ? null : TEXTS.get(place),
                truth,
                time);
    }
}
