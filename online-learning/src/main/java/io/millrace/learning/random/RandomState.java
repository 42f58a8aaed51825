package io.millrace.learning.random;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * A pseudo-random generator whose whole state is one number. The same seed gives the same numbers on every machine and
 * release: nothing here is left to the JDK's choice.
 *
 * <p>SplitMix64 of G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with the increment of
 * {@link java.util.SplittableRandom}. Not for secrets. One thread at a time.
 */
public final class RandomState {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Begins with a seed; any number will do. */
    public RandomState(long seed) {
        state = seed;
    }

    /** 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1), 53 bits of it. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * Uniform in [0, bound).
     *
     * @param bound at least 1
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("must be >= 1: bound=" + bound);
        }
        long greatest = (1L << 31) / bound * bound;
        long bits;
        do {
            bits = nextLong() >>> 33;
        } while (bits >= greatest);
        return (int) (bits % bound);
    }

    /** Normal with mean 0 and deviation 1, by G. Marsaglia's polar method; the second value of each pair is not kept. */
    public double nextNormal() {
        double u;
        double square;
        do {
            u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    }

    /** Writes the state. */
    public void writeTo(SnapshotOutput out) {
        out.count(state);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static RandomState readFrom(SnapshotInput in) {
        return new RandomState(in.count());
    }
}
