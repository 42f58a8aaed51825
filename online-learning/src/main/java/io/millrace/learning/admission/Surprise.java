package io.millrace.learning.admission;

/**
 * −ln P, how much something surprises that had the probability P; within 10<sup>−10</sup>, and 0 of 1. Each example asks for it, and nothing but order and size matter: the logarithm of the nearest of
 * {@value #STEPS} points to the octave from a table of 2 KB, and three powers of the distance to it. No processor's own logarithm is in it, so it is the same everywhere.
 */
final class Surprise {
    private static final int STEP_BITS = 7;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int FRACTION_BITS = 52;
    private static final int EXPONENT_OF_1 = 1023;
    /** Half a step, in the bits of a double. */
    private static final long HALF = 1L << (FRACTION_BITS - STEP_BITS - 1);

    private static final double LN_2 = StrictMath.log(2);
    private static final double[] LOGARITHMS = new double[STEPS];
    private static final double[] INVERSES = new double[STEPS];

    static {
        for (int i = 0; i < STEPS; i++) {
            double point = 1 + (double) i / STEPS;
            LOGARITHMS[i] = StrictMath.log(point);
            INVERSES[i] = 1 / point;
        }
    }

    private Surprise() {}

    /**
     * −ln P.
     *
     * @param probability above 0, not denormal, at most 1
     */
    static double of(double probability) {
        long bits = Double.doubleToRawLongBits(probability);
        long nearest = bits + HALF;
        int i = (int) (nearest >>> (FRACTION_BITS - STEP_BITS)) & (STEPS - 1);
        long octave = (nearest >>> FRACTION_BITS) - EXPONENT_OF_1;
        double r = Double.longBitsToDouble(bits - (octave << FRACTION_BITS)) * INVERSES[i] - 1;
        return -(octave * LN_2 + LOGARITHMS[i] + r * (1 + r * (r * (1.0 / 3) - 0.5)));
    }
}
