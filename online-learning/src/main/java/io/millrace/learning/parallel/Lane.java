package io.millrace.learning.parallel;

import io.millrace.learning.Combinable;
import io.millrace.learning.Learner;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A part and the blocks that wait for it. Taught by one thread at a time, not always the same; the queue is guarded by the lock of
 * {@link Lanes}.
 */
final class Lane {
    /** Stands in the queue where a sync period ends: nothing behind it is learned before all lanes are here and the parts are combined. */
    static final Block SYNC = new Block(0);

    private final Deque<Block> waiting = new ArrayDeque<>();
    /** What a thread is at; null: none is. */
    private Block current;
    /** Who learned the last block: the part is in that processor's cache. */
    private Thread last;
    /** Null before its first block. */
    private Combinable<Learner> part;
    /** Whether the part has learned from a block since the last combination. */
    private boolean begun;

    /** Goes on with a part that has begun, e.g. after a restore. */
    void goOnWith(Combinable<Learner> restored) {
        part = restored;
        begun = true;
    }

    Combinable<Learner> part() {
        return part;
    }

    boolean hasBegun() {
        return begun;
    }

    void add(Block block) {
        waiting.add(block);
    }

    int length() {
        return waiting.size();
    }

    boolean isIdle() {
        return current == null && waiting.isEmpty();
    }

    boolean isAtSync() {
        return current == null && waiting.peek() == SYNC;
    }

    /** Whether a thread may {@link #claim} it. */
    boolean isReady() {
        return current == null && !waiting.isEmpty() && waiting.peek() != SYNC;
    }

    /** Whether the calling thread was the last to learn. */
    boolean isOwn() {
        return last == Thread.currentThread();
    }

    /** The caller alone is to {@link #learn}, until {@link #release}. */
    void claim() {
        current = waiting.remove();
        last = Thread.currentThread();
    }

    /** Learns the claimed block; if it is a period's first, on a copy of {@code base}. Without the lock. */
    void learn(Combinable<Learner> base) {
        if (!begun) {
            part = Lanes.copy(base, part);
            begun = true;
        }
        current.teach(part);
    }

    /** Returns the claimed block, to be filled again. */
    Block release() {
        Block learned = current;
        current = null;
        return learned;
    }

    /** The parts have been combined: the mark is taken away, and the next block begins with a copy. */
    void passSync() {
        waiting.remove();
        begun = false;
    }
}
