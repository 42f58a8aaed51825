package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.SubtaskReport.FirstOffset;
import io.millrace.jobs.swap.Timeline;
import io.millrace.jobs.swap.TimelineEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The offsets at which this job's subtasks switched partitions, as far as this subtask knows. The coordinator may not know
 * them yet, nor after a failure, so they are kept as long as their entries. One thread at a time.
 */
final class OwnCuts {
    private final Map<Long, Map<Integer, Long>> offsets = new TreeMap<>();

    /** Takes over what checkpoints kept, from all subtasks. */
    void restore(Iterable<CutOffset> kept) {
        for (CutOffset cut : kept) {
            at(cut.sequence).merge(cut.partition, cut.offset, Math::min);
        }
    }

    /** What the checkpoint keeps. */
    List<CutOffset> snapshot() {
        List<CutOffset> kept = new ArrayList<>();
        offsets.forEach((sequence, partitions) ->
                partitions.forEach((partition, offset) -> kept.add(new CutOffset(sequence, partition, offset))));
        return kept;
    }

    /** For the coordinator. */
    List<FirstOffset> report() {
        List<FirstOffset> cuts = new ArrayList<>();
        offsets.forEach((sequence, partitions) ->
                partitions.forEach((partition, offset) -> cuts.add(new FirstOffset(sequence, partition, offset))));
        return cuts;
    }

    /** Forgets entries that are not in the coordinator's timeline any more; where it knows better, it is right. */
    void settle(Timeline timeline) {
        Map<Long, Map<Integer, Long>> known = new TreeMap<>();
        for (TimelineEntry entry : timeline.entries()) {
            Map<Integer, Long> own = offsets.get(entry.sequence());
            if (own != null && !entry.cut().isByEventTime()) {
                entry.cut()
                        .firstOffsets()
                        .forEach((partition, offset) -> own.computeIfPresent(partition, (p, o) -> offset));
                known.put(entry.sequence(), own);
            }
        }
        offsets.clear();
        offsets.putAll(known);
    }

    /**
     * Switches a partition, for all entries that hold from an offset and have none for it.
     *
     * @param timeline with the offsets that are known
     * @param next offset of the partition's next event
     * @return whether there was such an entry
     */
    boolean cut(Timeline timeline, int partition, long next) {
        boolean any = false;
        for (TimelineEntry entry : timeline.entries()) {
            if (!entry.cut().isByEventTime()
                    && !entry.cut().firstOffsets().containsKey(partition)
                    && at(entry.sequence()).putIfAbsent(partition, next) == null) {
                any = true;
            }
        }
        return any;
    }

    /** The timeline with the offsets of this job's. */
    Timeline in(Timeline timeline) {
        return timeline.withFirstOffsets(offsets);
    }

    private Map<Integer, Long> at(long sequence) {
        return offsets.computeIfAbsent(sequence, unused -> new TreeMap<>());
    }
}
