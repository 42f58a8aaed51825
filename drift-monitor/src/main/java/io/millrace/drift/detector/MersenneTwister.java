package io.millrace.drift.detector;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The generator MT19937, seeded and drawn from as CPython's {@code random.Random} does, so that published answers that hang on a draw can be checked.
 *
 * <p>M. Matsumoto, T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number generator", ACM TOMACS 1998, with
 * its {@code init_by_array}; the draws are those of CPython's documentation of {@code random}: {@code getrandbits}, {@code sample}. Not for secrets. One thread
 * at a time.
 */
final class MersenneTwister {
    private static final int WORDS = 624;
    private static final int MIDDLE = 397;

    private final int[] state = new int[WORDS];
    private int next;

    MersenneTwister(long seed) {
        seed(seed);
    }

    /** Begins again as {@code Random(seed)}, whose key is the seed's 32-bit words, the lowest first. */
    void seed(long seed) {
        int words = seed >>> 32 == 0 ? 1 : 2;
        initialise(19650218);
        int i = 1;
        int j = 0;
        for (int k = WORDS; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + (int) (seed >>> (32 * j)) + j;
            i = following(i);
            j = j + 1 == words ? 0 : j + 1;
        }
        for (int k = WORDS - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i = following(i);
        }
        state[0] = 0x80000000;
    }

    private void initialise(int seed) {
        state[0] = seed;
        for (int i = 1; i < WORDS; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        next = WORDS;
    }

    private int following(int i) {
        if (i + 1 < WORDS) {
            return i + 1;
        }
        state[0] = state[WORDS - 1];
        return 1;
    }

    /** 32 random bits. */
    int nextInt() {
        if (next == WORDS) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int i = 0; i < WORDS; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
            state[i] = state[(i + MIDDLE) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }

    /**
     * Uniform in [0, bound): as many bits as {@code bound} has, drawn again until they are below it.
     *
     * @param bound at least 1
     */
    int below(int bound) {
        int shift = Integer.numberOfLeadingZeros(bound);
        int drawn;
        do {
            drawn = nextInt() >>> shift;
        } while (drawn >= bound);
        return drawn;
    }

    /**
     * Draws the places of a sample without replacement, as {@code sample(range(n), k)}: from a pool that closes up its gaps where that takes less memory
     * than a set, else again until a place is new.
     *
     * @param n number of places
     * @param places filled, all different
     * @param pool scratch of at least n numbers
     */
    void sample(int n, int[] places, int[] pool) {
        int setSize = 21;
        if (places.length > 5) {
            setSize += 1 << (2 * (int) Math.ceil(StrictMath.log(places.length * 3.0) / StrictMath.log(4)));
        }
        if (n <= setSize) {
            for (int i = 0; i < n; i++) {
                pool[i] = i;
            }
            for (int i = 0; i < places.length; i++) {
                int j = below(n - i);
                places[i] = pool[j];
                pool[j] = pool[n - i - 1];
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            pool[i] = 0;
        }
        for (int i = 0; i < places.length; i++) {
            int j = below(n);
            while (pool[j] != 0) {
                j = below(n);
            }
            pool[j] = 1;
            places[i] = j;
        }
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(next);
        for (int word : state) {
            out.writeInt(word);
        }
    }

    void readFrom(DataInput in) throws IOException {
        next = SequentialDetector.readInt(in, "place in the generator", 0, WORDS);
        for (int i = 0; i < WORDS; i++) {
            state[i] = in.readInt();
        }
    }
}
