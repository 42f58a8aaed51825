package io.millrace.jobs.learning;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The refused examples of a slot that may still be released, each with its original features, and which ones were released or rejected. Each
 * step leaves a record for the quarantine topic, so the topic tells what is held now.
 *
 * <p>Bounded: beyond so many examples, or {@value #MOST_BYTES} bytes of them, the oldest expires. Of those that are over as many are remembered.
 * One thread.
 */
final class Quarantine {
    private static final String PART = "quarantine";
    private static final int VERSION = 1;
    private static final long MOST_BYTES = 64L << 20;
    /** Kafka takes records of a megabyte by default, and one that it refuses would fail the job, again after each restart. */
    private static final int MOST_RECORD_BYTES = 1_000_000;

    /** An example is refused by one learner, and may have been admitted by another. */
    private record Key(String learner, String eventId) {}

    /** What is held. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Held(Example example, byte[] record) {
        long bytes() {
            return (long) record.length + example.prediction.length;
        }
    }

    private final int most;
    private final BiConsumer<String, byte[]> out;
    /** Oldest first. */
    private final Map<Key, Held> held = new LinkedHashMap<>();
    /** Oldest first. */
    private final Map<Key, QuarantineState> over = new LinkedHashMap<>();

    private long bytes;
    private long expired;

    /**
     * One that holds nothing.
     *
     * @param most examples that are held
     * @param out takes records: the key, i.e. the event's id, and the value
     */
    Quarantine(int most, BiConsumer<String, byte[]> out) {
        this.most = most;
        this.out = out;
    }

    /** Holds an example that was refused; one that is held already stays as it is. */
    void hold(QuarantinedExample record, Example example) {
        Key key = new Key(record.getLearner(), record.getEventId());
        if (held.containsKey(key)) {
            return;
        }
        over.remove(key);
        byte[] value = encode(record);
        Held entry = new Held(example, value);
        held.put(key, entry);
        bytes += entry.bytes();
        out.accept(key.eventId(), value);
        while (held.size() > most || bytes > MOST_BYTES) {
            expired++;
            end(held.keySet().iterator().next(), QuarantineState.EXPIRED, "", "");
        }
    }

    private static byte[] encode(QuarantinedExample record) {
        byte[] value = MessageCodec.QUARANTINED_EXAMPLE.encode(record);
        if (value.length > MOST_RECORD_BYTES) {
            value = MessageCodec.QUARANTINED_EXAMPLE.encode(
                    QuarantinedExample.newBuilder(record).clearFeatures().build());
        }
        return value;
    }

    /** The example of an event that a learner was not allowed to learn; empty if none is held. */
    Optional<Example> held(String learner, String eventId) {
        return Optional.ofNullable(held.get(new Key(learner, eventId))).map(Held::example);
    }

    /** How holding an example ended; UNKNOWN if it is held, never was, or was so long ago that it is forgotten. */
    QuarantineState end(String learner, String eventId) {
        return over.getOrDefault(new Key(learner, eventId), QuarantineState.UNKNOWN);
    }

    /**
     * Ends holding an example that is held.
     *
     * @param commandId command that asked for it; empty where none did
     * @param issuer who sent that
     */
    void end(String learner, String eventId, QuarantineState state, String commandId, String issuer) {
        end(new Key(learner, eventId), state, commandId, issuer);
    }

    private void end(Key key, QuarantineState state, String commandId, String issuer) {
        Held entry = held.remove(key);
        if (entry == null) {
            throw new IllegalStateException("must be held: " + key);
        }
        bytes -= entry.bytes();
        over.put(key, state);
        if (over.size() > most) {
            Iterator<Key> oldest = over.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        QuarantinedExample ended = QuarantinedExample.newBuilder(
                        MessageCodec.QUARANTINED_EXAMPLE.decode(entry.record()))
                .setState(state)
                .clearFeatures()
                .setCommandId(commandId)
                .setIssuer(issuer)
                .build();
        out.accept(key.eventId(), MessageCodec.QUARANTINED_EXAMPLE.encode(ended));
    }

    /** Examples that are held. */
    int size() {
        return held.size();
    }

    /** Examples that had to go before anybody looked, since the beginning. */
    long expired() {
        return expired;
    }

    /** When the oldest that is held was refused, in the examples' time; Long.MAX_VALUE if none is. */
    long oldest() {
        return held.isEmpty() ? Long.MAX_VALUE : held.values().iterator().next().example().time;
    }

    void writeTo(SnapshotOutput to) {
        to.version(PART, VERSION);
        to.count(expired);
        to.integer(held.size());
        held.values().forEach(entry -> {
            to.bytes(entry.record());
            ExampleCodec.write(entry.example(), to);
        });
        to.integer(over.size());
        over.forEach((key, state) -> {
            to.text(key.learner());
            to.text(key.eventId());
            to.constant(state);
        });
    }

    /** Becomes what {@link #writeTo} wrote; if it may hold less than before, the oldest expire with the next that is refused. */
    void readFrom(SnapshotInput in) {
        in.version(PART, VERSION);
        expired = in.count();
        for (int i = in.size(1); i > 0; i--) {
            byte[] record = in.bytes();
            Held entry = new Held(ExampleCodec.read(in), record);
            QuarantinedExample told = MessageCodec.QUARANTINED_EXAMPLE.decode(record);
            held.put(new Key(told.getLearner(), told.getEventId()), entry);
            bytes += entry.bytes();
        }
        for (int i = in.size(1); i > 0; i--) {
            over.put(new Key(in.text(), in.text()), in.constant(QuarantineState.class));
        }
    }
}
