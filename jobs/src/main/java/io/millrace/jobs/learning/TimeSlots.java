package io.millrace.jobs.learning;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.internal.InternalListState;

/**
 * Which events are to be looked at when time comes to them: their ids, in lists by slot of event time and key group, in keyed state. In place of
 * a timer for each event, which on RocksDB costs more than all else that a join does. Ids are gathered on the heap, so that a list grows by many at once; a
 * list is read as a whole.
 *
 * <p>A list lies under a key of its own, one of the key group that its events are of, so it moves with them when the job is rescaled. An id
 * may be in several lists, and one that is in a list may be over: whoever takes it looks at the event. Call {@link #flush} before each
 * checkpoint. One thread; what reads or writes state leaves another current key behind, except {@link #add}.
 *
 * <p>On the heap: up to {@value #MOST_GATHERED} ids, and for each slot that has events a bit for each key group. Ids are gathered as they come, one behind the
 * other, and dealt to the lists of their key groups when they are written: to add one is no look into memory that was not looked into just before.
 */
final class TimeSlots {
    /** So that no slot's number is beyond what may be multiplied back to a time. */
    private static final long LEAST_WIDTH = 4;

    private static final int MOST_GATHERED = 1 << 16;

    private final long width;
    private final KeyedStateBackend<String> backend;
    private final InternalListState<String, Long, byte[]> lists;
    private final KeyGroupRange groups;
    private final int maxParallelism;
    /** A key of each key group, from the first of the range. */
    private final String[] keys;

    private final NavigableMap<Long, Slot> slots = new TreeMap<>();
    /** The slot that was added to last, and its number; null before the first, and when it may be gone. */
    private Slot latest;

    private long latestNumber;
    private int gathered;

    /** Where the ids of one slot are. */
    private static final class Slot {
        /** Key groups that have a list in state. */
        final BitSet stored = new BitSet();
        /** Ids that are not in state yet: of each the place of its key group in the range, its length in bytes, and these. Null: there are none. */
        DataOutputSerializer fresh;
    }

    /** What is done with the id of an event. */
    interface Visitor {
        void visit(String id) throws Exception;
    }

    /**
     * Slots in the state {@code name}; finds those that were restored.
     *
     * @param widthMillis of a slot; taken as at least {@value #LEAST_WIDTH}
     * @param groups whose events come here
     */
    TimeSlots(
            String name, long widthMillis, KeyedStateBackend<String> backend, KeyGroupRange groups, int maxParallelism)
            throws Exception {
        this.width = Math.max(LEAST_WIDTH, widthMillis);
        this.backend = backend;
        this.groups = groups;
        this.maxParallelism = maxParallelism;
        lists = lists(name);
        keys = keys();
        try (Stream<Tuple2<String, Long>> restored = backend.getKeysAndNamespaces(name)) {
            restored.forEach(this::markRestored);
        }
    }

    @SuppressWarnings("unchecked") // what a backend makes of a descriptor of a list
    private InternalListState<String, Long, byte[]> lists(String name) throws Exception {
        return (InternalListState<String, Long, byte[]>) backend.getOrCreateKeyedState(
                LongSerializer.INSTANCE, new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE));
    }

    private String[] keys() {
        String[] found = new String[groups.getNumberOfKeyGroups()];
        int missing = found.length;
        for (int i = 0; missing > 0; i++) {
            String key = Integer.toString(i);
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
            if (groups.contains(group) && found[group - groups.getStartKeyGroup()] == null) {
                found[group - groups.getStartKeyGroup()] = key;
                missing--;
            }
        }
        return found;
    }

    private void markRestored(Tuple2<String, Long> list) {
        int group = group(list.f0);
        if (group >= 0 && group < keys.length) {
            slotNumbered(list.f1).stored.set(group);
        }
    }

    /** Place of an id's key group in the range. */
    private int group(String id) {
        return KeyGroupRangeAssignment.assignToKeyGroup(id, maxParallelism) - groups.getStartKeyGroup();
    }

    private Slot slotNumbered(long number) {
        return slots.computeIfAbsent(number, any -> new Slot());
    }

    /** The slot of a time. */
    long slot(long time) {
        return Math.floorDiv(time, width);
    }

    /** Milliseconds of a slot. */
    long width() {
        return width;
    }

    /** Last time of a slot. */
    long end(long slot) {
        return slot >= slot(Long.MAX_VALUE) ? Long.MAX_VALUE : slot * width + width - 1;
    }

    /** Has the event that is the current key looked at when time comes to {@code time}. */
    void add(String id, long time) throws Exception {
        long number = slot(time);
        if (latest == null || number != latestNumber) {
            latest = slotNumbered(number);
            latestNumber = number;
        }
        if (latest.fresh == null) {
            latest.fresh = new DataOutputSerializer(64);
        }
        DataOutputSerializer list = latest.fresh;
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        list.writeInt(group(id));
        list.writeInt(text.length);
        list.write(text);
        gathered++;
        if (gathered == MOST_GATHERED) {
            flush();
            backend.setCurrentKey(id);
        }
    }

    /** Writes what was gathered to state. */
    void flush() throws Exception {
        if (gathered == 0) {
            return;
        }
        for (var entry : slots.entrySet()) {
            flush(entry.getKey(), entry.getValue());
        }
        gathered = 0;
    }

    private void flush(long number, Slot slot) throws Exception {
        if (slot.fresh == null) {
            return;
        }
        byte[][] fresh = byGroup(slot.fresh.getSharedBuffer(), slot.fresh.length());
        for (int group = 0; group < fresh.length; group++) {
            if (fresh[group].length > 0) {
                select(number, group);
                lists.add(fresh[group]);
                slot.stored.set(group);
            }
        }
        slot.fresh = null;
    }

    /** What was gathered, as lists of the key groups. */
    private byte[][] byGroup(byte[] gatheredIds, int length) {
        int[] lengths = new int[keys.length];
        ByteBuffer in = ByteBuffer.wrap(gatheredIds, 0, length);
        while (in.hasRemaining()) {
            int group = in.getInt();
            int bytes = in.getInt();
            lengths[group] += Integer.BYTES + bytes;
            in.position(in.position() + bytes);
        }
        byte[][] byGroup = new byte[keys.length][];
        for (int group = 0; group < byGroup.length; group++) {
            byGroup[group] = new byte[lengths[group]];
        }
        Arrays.fill(lengths, 0);
        in.rewind();
        while (in.hasRemaining()) {
            int group = in.getInt();
            int bytes = Integer.BYTES + in.getInt(in.position()); // the list has the length, too
            in.get(byGroup[group], lengths[group], bytes);
            lengths[group] += bytes;
        }
        return byGroup;
    }

    private void select(long slot, int group) {
        backend.setCurrentKey(keys[group]);
        lists.setCurrentNamespace(slot);
    }

    /** Slots that have events, up to {@code last}, in order; a copy. */
    List<Long> until(long last) {
        return new ArrayList<>(slots.headMap(last, true).keySet());
    }

    /** How many slots have events. */
    int size() {
        return slots.size();
    }

    /** Visits the events of a slot. */
    void forEach(long slot, Visitor visitor) throws Exception {
        Slot found = flushed(slot);
        if (found == null) {
            return;
        }
        List<String> ids = new ArrayList<>();
        for (int group = 0; group < keys.length; group++) {
            ids.clear();
            read(slot, found, group, ids);
            for (String id : ids) {
                visitor.visit(id);
            }
        }
    }

    /**
     * Visits the events of a slot that are not in the same slot of {@code others}.
     *
     * @param others of the same width and key groups
     */
    void forEachBut(TimeSlots others, long slot, Visitor visitor) throws Exception {
        Slot found = flushed(slot);
        if (found == null) {
            return;
        }
        Slot left = others.flushed(slot);
        List<String> ids = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int group = 0; group < keys.length; group++) {
            if (!found.stored.get(group)) {
                continue;
            }
            ids.clear();
            known.clear();
            read(slot, found, group, ids);
            if (left != null) {
                others.read(slot, left, group, known);
            }
            for (String id : ids) {
                if (!known.contains(id)) {
                    visitor.visit(id);
                }
            }
        }
    }

    /** The slot, with all its ids in state; null if it has no events. */
    private Slot flushed(long number) throws Exception {
        Slot slot = slots.get(number);
        if (slot != null) {
            flush(number, slot);
        }
        return slot;
    }

    private void read(long slot, Slot found, int group, Collection<String> ids) throws Exception {
        if (found.stored.get(group)) {
            select(slot, group);
            for (byte[] stored : lists.get()) {
                read(stored, ids);
            }
        }
    }

    private static void read(byte[] list, Collection<String> ids) {
        ByteBuffer in = ByteBuffer.wrap(list);
        while (in.hasRemaining()) {
            int bytes = in.getInt();
            ids.add(new String(list, in.position(), bytes, StandardCharsets.UTF_8));
            in.position(in.position() + bytes);
        }
    }

    /** Forgets the events of a slot. */
    void clear(long slot) throws Exception {
        latest = null;
        Slot found = slots.remove(slot);
        if (found == null) {
            return;
        }
        for (int group = found.stored.nextSetBit(0); group >= 0; group = found.stored.nextSetBit(group + 1)) {
            select(slot, group);
            lists.clear();
        }
    }
}
