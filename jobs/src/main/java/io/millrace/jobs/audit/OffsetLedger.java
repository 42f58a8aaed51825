package io.millrace.jobs.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which offsets of each partition hold an event, and which were answered. Two bits an offset. One thread. */
final class OffsetLedger {
    private static final int MAX_EXAMPLES = 10;

    private static final class Partition {
        /** Offsets are kept relative to the first seen, in pieces, because a BitSet ends at 2^31. */
        private final Map<Long, BitSet> events = new HashMap<>();

        private final Map<Long, BitSet> answers = new HashMap<>();
    }

    private final Map<Integer, Partition> partitions = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private long duplicates;

    void event(int partition, long offset) {
        set(of(partition).events, offset);
    }

    void answer(int partition, long offset) {
        if (!set(of(partition).answers, offset)) {
            duplicates++;
            example("duplicate", partition, offset);
        }
    }

    long duplicates() {
        return duplicates;
    }

    /** Events that have no answer. */
    long lost() {
        return difference("lost", true);
    }

    /** Answers that have no event. */
    long unknown() {
        return difference("unknown", false);
    }

    List<String> examples() {
        return List.copyOf(examples);
    }

    private long difference(String what, boolean eventsLessAnswers) {
        long total = 0;
        for (Map.Entry<Integer, Partition> entry : partitions.entrySet()) {
            Map<Long, BitSet> left = eventsLessAnswers ? entry.getValue().events : entry.getValue().answers;
            Map<Long, BitSet> right = eventsLessAnswers ? entry.getValue().answers : entry.getValue().events;
            for (Map.Entry<Long, BitSet> page : left.entrySet()) {
                BitSet rest = (BitSet) page.getValue().clone();
                rest.andNot(right.getOrDefault(page.getKey(), new BitSet()));
                total += rest.cardinality();
                for (int bit = rest.nextSetBit(0);
                        bit >= 0 && examples.size() < MAX_EXAMPLES;
                        bit = rest.nextSetBit(bit + 1)) {
                    example(what, entry.getKey(), (page.getKey() << 20) + bit);
                }
            }
        }
        return total;
    }

    private void example(String what, int partition, long offset) {
        if (examples.size() < MAX_EXAMPLES) {
            examples.add(what + " " + partition + "@" + offset);
        }
    }

    private Partition of(int partition) {
        return partitions.computeIfAbsent(partition, unused -> new Partition());
    }

    /** Sets an offset's bit; false if it was set already. */
    private static boolean set(Map<Long, BitSet> pages, long offset) {
        BitSet page = pages.computeIfAbsent(offset >> 20, unused -> new BitSet());
        int bit = (int) (offset & ((1 << 20) - 1));
        boolean fresh = !page.get(bit);
        page.set(bit);
        return fresh;
    }
}
