package io.millrace.drift.stream;

/**
 * SplitMix64, so that a seed means the same rows on every JDK. G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators",
 * OOPSLA 2014.
 */
final class StreamRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    StreamRandom(long seed) {
        state = seed;
    }

    private long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in [low, high). */
    double uniform(double low, double high) {
        return low + (high - low) * unit();
    }

    /** A whole number in [low, high], both included. */
    int whole(int low, int high) {
        return low + (int) (unit() * (high - low + 1));
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Normal with mean 0 and deviation 1, by G. Marsaglia's polar method. */
    double normal() {
        double u;
        double square;
        do {
            u = 2 * unit() - 1;
            double v = 2 * unit() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    }
}
