package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of each event, by its number: which version answered it first, and how long after it was due. Six bytes
 * an event. One thread at a time.
 */
final class AnswerLedger {
    private static final int CHUNK = 1 << 20;
    /** Version of an event without an answer. */
    static final int NONE = 0;

    private final List<short[]> versions = new ArrayList<>();
    private final List<int[]> micros = new ArrayList<>();
    private long answered;
    private long repeated;

    /** Notes an answer to event {@code n}; {@code version} is 1 to 65535. */
    void answer(long n, int version, long microsSinceDue) {
        int chunk = (int) (n / CHUNK);
        int at = (int) (n % CHUNK);
        while (versions.size() <= chunk) {
            versions.add(new short[CHUNK]);
            micros.add(new int[CHUNK]);
        }
        if (versions.get(chunk)[at] != NONE) {
            repeated++;
            return;
        }
        answered++;
        versions.get(chunk)[at] = (short) version;
        micros.get(chunk)[at] = (int) Math.min(Integer.MAX_VALUE, Math.max(0, microsSinceDue));
    }

    /** Version that answered event {@code n}; {@link #NONE} where none did. */
    int version(long n) {
        int chunk = (int) (n / CHUNK);
        return chunk < versions.size() ? versions.get(chunk)[(int) (n % CHUNK)] & 0xFFFF : NONE;
    }

    /** Microseconds from when event {@code n}, which was answered, was due until the answer was received. */
    long micros(long n) {
        return micros.get((int) (n / CHUNK))[(int) (n % CHUNK)];
    }

    /** Events with an answer. */
    long answered() {
        return answered;
    }

    /** Answers to events that had one already. */
    long repeated() {
        return repeated;
    }
}
