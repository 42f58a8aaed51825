package io.millrace.learning.golden;

import java.util.ArrayList;
import java.util.List;

/**
 * Something whose state outlives a release, and what it does with a fixed stream of rows.
 *
 * @param <T> what has the state
 */
interface Golden<T> {
    /** Examples that are learned before the state is kept. */
    int BEFORE = 250;

    /** Examples after that, whose answers are recorded. */
    int AFTER = 12;

    /** Name of its files. */
    String name();

    /** One that knows nothing. */
    T untaught();

    /** Its state. */
    byte[] write(T of);

    /** The one with that state. */
    T read(byte[] state);

    /** Takes one example: what it answered before it knew the truth, if it answers at all. */
    List<Double> take(T of, GoldenStream.Example example);

    /** The state after the first examples. */
    default byte[] state() {
        T taught = untaught();
        GoldenStream stream = new GoldenStream();
        for (int i = 0; i < BEFORE; i++) {
            take(taught, stream.next());
        }
        return write(taught);
    }

    /** What comes of the examples after that, from a state on. */
    default List<Double> goOn(byte[] state) {
        T restored = read(state);
        GoldenStream stream = new GoldenStream();
        for (int i = 0; i < BEFORE; i++) {
            stream.next();
        }
        List<Double> answers = new ArrayList<>();
        for (int i = 0; i < AFTER; i++) {
            answers.addAll(take(restored, stream.next()));
        }
        return answers;
    }

    /** The state read and written again. */
    default byte[] again(byte[] state) {
        return write(read(state));
    }
}
