package io.millrace.gateway.view;

import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Examples that learners were not allowed to learn and that can still be released, the newest {@value #MOST_EXAMPLES}, as their bytes. Safe for
 * all threads.
 */
public final class QuarantineView {
    /** Most examples. */
    public static final int MOST_EXAMPLES = 10_000;

    private record Key(String learner, String eventId) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(long offset, byte[] bytes) {}

    /**
     * An example and its place.
     *
     * @param offset on the quarantine topic
     * @param example the example
     */
    public record Entry(long offset, QuarantinedExample example) {}

    /** Least recently held first. */
    private final Map<Key, Kept> held = new LinkedHashMap<>();

    private long unreadable;

    /** Adds the next record of the quarantine topic: an example, or what became of one. */
    public synchronized void add(long offset, byte[] value) {
        QuarantinedExample example;
        try {
            if (value == null) {
                unreadable++;
                return;
            }
            example = MessageCodec.QUARANTINED_EXAMPLE.decode(value);
        } catch (MessageFormatException e) {
            unreadable++;
            return;
        }
        Key key = new Key(example.getLearner(), example.getEventId());
        held.remove(key);
        if (example.getState() == QuarantineState.HELD) {
            held.put(key, new Kept(offset, value));
            if (held.size() > MOST_EXAMPLES) {
                Iterator<Key> oldest = held.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    /**
     * Examples, newest first.
     *
     * @param before only those at smaller offsets
     * @param limit at most so many
     */
    public synchronized List<Entry> find(Predicate<QuarantinedExample> filter, long before, int limit) {
        List<Kept> newestFirst = new ArrayList<>(held.values());
        Collections.reverse(newestFirst);
        List<Entry> found = new ArrayList<>();
        for (Kept kept : newestFirst) {
            if (found.size() == limit) {
                break;
            }
            if (kept.offset < before) {
                QuarantinedExample example = MessageCodec.QUARANTINED_EXAMPLE.decode(kept.bytes);
                if (filter.test(example)) {
                    found.add(new Entry(kept.offset, example));
                }
            }
        }
        return found;
    }

    /** Records that were no examples. */
    public synchronized long unreadable() {
        return unreadable;
    }
}
