package io.millrace.examples.fraud;

/**
 * A small random generator: SplitMix64 (Steele, Lea and Flood 2014). Begun anew from a seed and two numbers, so that what happens to
 * a customer on a day can be drawn at any time and as often as one likes. Logarithms and roots are the strict ones: the same draws on every machine.
 */
final class Draws {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;
    private double spareNormal = Double.NaN;

    Draws(long seed, long purpose, long number) {
        state = mix(mix(mix(seed) + purpose) + number);
    }

    private static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private long next() {
        long value = mix(state);
        state += GOLDEN;
        return value;
    }

    /** In [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** In [low, high). */
    double uniform(double low, double high) {
        return low + uniform() * (high - low);
    }

    /** In [0, bound). */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** Marsaglia's polar method. */
    double normal(double mean, double deviation) {
        double z = spareNormal;
        if (Double.isNaN(z)) {
            double u;
            double v;
            double s;
            do {
                u = uniform(-1, 1);
                v = uniform(-1, 1);
                s = u * u + v * v;
            } while (s >= 1 || s == 0);
            double factor = Math.sqrt(-2 * StrictMath.log(s) / s);
            z = u * factor;
            spareNormal = v * factor;
        } else {
            spareNormal = Double.NaN;
        }
        return mean + deviation * z;
    }

    /** Knuth's method, for small rates. */
    int poisson(double rate) {
        double limit = StrictMath.exp(-rate);
        int events = 0;
        for (double product = uniform(); product > limit; product *= uniform()) {
            events++;
        }
        return events;
    }

    /** {@code count} different numbers in [0, bound), in the order drawn: the beginning of a Fisher-Yates shuffle. */
    int[] distinct(int count, int bound) {
        int[] numbers = new int[bound];
        for (int i = 0; i < bound; i++) {
            numbers[i] = i;
        }
        for (int i = 0; i < count; i++) {
            int other = i + below(bound - i);
            int number = numbers[other];
            numbers[other] = numbers[i];
            numbers[i] = number;
        }
        return java.util.Arrays.copyOf(numbers, count);
    }
}
