package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;

/**
 * LED: the seven segments of a digit's display, each wrong with some probability, and seventeen features that say nothing; the label is the digit.
 *
 * <p>L. Breiman, J. Friedman, R. Olshen, C. Stone, "Classification and regression trees", 1984. A drift exchanges the first features with ones that say nothing.
 */
public final class Led implements RowStream {
    private static final int FEATURES = 24;
    private static final int SEGMENTS = 7;
    private static final int DIGITS = 10;
    /** Of each digit: top, upper left, upper right, middle, lower left, lower right, bottom. */
    private static final int[] SHAPES = {
        0b1110111, 0b0010010, 0b1011101, 0b1011011, 0b0111010, 0b1101011, 0b1101111, 0b1010010, 0b1111111, 0b1111011
    };

    private final int exchanged;
    private final double noise;
    private final StreamRandom random;

    /**
     * Begins the stream.
     *
     * @param exchanged segments that stand where nothing is said, in [0, 7]
     * @param noise share of segments that are turned round, in [0, 1]
     */
    public Led(int exchanged, double noise, long seed) {
        new Checks()
                .within("exchanged", exchanged, 0, SEGMENTS)
                .within("noise", noise, 0, 1)
                .done();
        this.exchanged = exchanged;
        this.noise = noise;
        random = new StreamRandom(seed);
    }

    @Override
    public int features() {
        return FEATURES;
    }

    @Override
    public int classes() {
        return DIGITS;
    }

    @Override
    public int next(double[] row) {
        int digit = random.whole(0, DIGITS - 1);
        for (int i = 0; i < SEGMENTS; i++) {
            int lit = SHAPES[digit] >> (SEGMENTS - 1 - i) & 1;
            row[i] = random.chance(noise) ? 1 - lit : lit;
        }
        for (int i = SEGMENTS; i < FEATURES; i++) {
            row[i] = random.whole(0, 1);
        }
        for (int i = 0; i < exchanged; i++) {
            double segment = row[i];
            row[i] = row[SEGMENTS + i];
            row[SEGMENTS + i] = segment;
        }
        return digit;
    }
}
