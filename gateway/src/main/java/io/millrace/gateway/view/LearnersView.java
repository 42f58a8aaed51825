package io.millrace.gateway.view;

import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What learners have become: for each the newest snapshot that was offered for serving and the newest one that was not, kept as their
 * bytes, at most {@value #MOST_BYTES} in all. Safe for all threads.
 */
public final class LearnersView {
    /** Most bytes of all snapshots together. */
    public static final long MOST_BYTES = 64L << 20;

    /** What is told of a learner without opening its snapshot. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(String learner, long examples, boolean isOffered, byte[] bytes) {
        ModelSnapshot snapshot() {
            return MessageCodec.MODEL_SNAPSHOT.decode(bytes);
        }
    }

    private final Map<String, Kept> byKey = new HashMap<>();
    private long bytes;
    private long unreadable;
    private long refused;

    /**
     * Adds the next record of the models topic.
     *
     * @param key its key, of which the newest counts
     * @param value its value; null: the key is gone
     * @return the snapshot; empty where there is none, it is unreadable, or there is no room for it
     */
    public synchronized Optional<ModelSnapshot> add(String key, byte[] value) {
        if (value == null) {
            replace(key, null);
            return Optional.empty();
        }
        ModelSnapshot snapshot;
        try {
            snapshot = MessageCodec.MODEL_SNAPSHOT.decode(value);
        } catch (MessageFormatException e) {
            unreadable++;
            return Optional.empty();
        }
        Kept before = byKey.get(key);
        long freed = before == null ? 0 : before.bytes.length;
        if (bytes - freed + value.length > MOST_BYTES) {
            refused++;
            return Optional.empty();
        }
        replace(key, new Kept(snapshot.getLearner(), snapshot.getExamples(), snapshot.getVersion() > 0, value));
        return Optional.of(snapshot);
    }

    private void replace(String key, Kept kept) {
        Kept before = kept == null ? byKey.remove(key) : byKey.put(key, kept);
        bytes += (kept == null ? 0 : kept.bytes.length) - (before == null ? 0 : before.bytes.length);
    }

    /** The newest snapshot of each learner, by name. */
    public synchronized List<ModelSnapshot> newest() {
        Map<String, Kept> newest = new TreeMap<>();
        byKey.values().forEach(kept -> newest.merge(kept.learner, kept, (a, b) -> a.examples >= b.examples ? a : b));
        List<ModelSnapshot> snapshots = new ArrayList<>();
        newest.values().forEach(kept -> snapshots.add(kept.snapshot()));
        return snapshots;
    }

    /** The newest snapshot of a learner, offered for serving or not. */
    public synchronized Optional<ModelSnapshot> newest(String learner) {
        return byKey.values().stream()
                .filter(kept -> kept.learner.equals(learner))
                .max(Comparator.comparingLong(Kept::examples))
                .map(Kept::snapshot);
    }

    /** The newest snapshot of a learner that was offered for serving. */
    public synchronized Optional<ModelSnapshot> offered(String learner) {
        return byKey.values().stream()
                .filter(kept -> kept.learner.equals(learner) && kept.isOffered)
                .max(Comparator.comparingLong(Kept::examples))
                .map(Kept::snapshot);
    }

    /** Records that were no snapshots. */
    public synchronized long unreadable() {
        return unreadable;
    }

    /** Snapshots that there was no room for. */
    public synchronized long refused() {
        return refused;
    }
}
