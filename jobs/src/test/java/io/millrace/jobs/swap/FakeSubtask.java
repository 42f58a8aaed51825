package io.millrace.jobs.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A subtask as {@link SubtaskReport} describes it, without models: it answers events of its partitions with the label of
 * what should serve.
 */
final class FakeSubtask {
    private final SwapWorld world;
    final int index;
    final int attempt;
    final List<Integer> partitions;

    /** Next offset by partition. */
    final Map<Integer, Long> next = new TreeMap<>();

    /** First offsets by sequence and partition. */
    final Map<Long, Map<Integer, Long>> cuts = new TreeMap<>();

    /** Latest event time answered, by partition; of other subtasks' partitions as the checkpoint had it. */
    final Map<Integer, Long> maxEventTimes = new TreeMap<>();

    /** Next offset by partition as the checkpoint had it, of the partitions that no event has come of since. */
    private final Map<Integer, Long> carried = new TreeMap<>();

    /** Partitions that an event has come of since the start. */
    private final Set<Integer> readHere = new TreeSet<>();

    /** Labels that this subtask cannot load, with the code. */
    final Map<String, String> unloadable = new HashMap<>();

    /** Whether it prepares nothing. */
    boolean isStuck;

    Instructions instructions;
    SlotView view;
    private Timeline timeline = Timeline.EMPTY;
    private final Set<Long> standing = new HashSet<>();
    private final List<SubtaskReport.PassedFence> passed = new ArrayList<>();
    private long firstFence = Long.MAX_VALUE;
    private long checkpoint;
    private long lowAtSnapshot = Long.MIN_VALUE;
    private long lowEventTime = Long.MIN_VALUE;
    private SubtaskReport sent;
    private CompletableFuture<Instructions> answer;

    /**
     * What a checkpoint keeps, of the own partitions and what was carried of the others.
     *
     * @param next next offset by partition, of those with events
     * @param cuts first offsets by sequence and partition
     * @param maxEventTimes latest event time answered, by partition
     */
    record Kept(Map<Integer, Long> next, Map<Long, Map<Integer, Long>> cuts, Map<Integer, Long> maxEventTimes) {}

    FakeSubtask(SwapWorld world, int index, int attempt, List<Integer> partitions) {
        this.world = world;
        this.index = index;
        this.attempt = attempt;
        this.partitions = partitions;
        partitions.forEach(partition -> next.put(partition, 0L));
    }

    Kept snapshot() {
        lowAtSnapshot = partitions.stream()
                .mapToLong(partition -> maxEventTimes.getOrDefault(partition, Long.MIN_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
        Map<Long, Map<Integer, Long>> copy = new TreeMap<>();
        cuts.forEach((sequence, offsets) -> copy.put(sequence, new TreeMap<>(offsets)));
        Map<Integer, Long> accounts = new TreeMap<>(carried);
        readHere.forEach(partition -> accounts.put(partition, next.get(partition)));
        return new Kept(accounts, copy, new TreeMap<>(maxEventTimes));
    }

    /** Takes over what all subtasks kept, as operator state that is a union does. */
    void restore(List<Kept> all) {
        for (Kept kept : all) {
            kept.next().forEach((partition, offset) -> carried.merge(partition, offset, Math::max));
            kept.cuts()
                    .forEach((sequence, offsets) -> offsets.forEach(
                            (partition, offset) -> cuts.computeIfAbsent(sequence, none -> new TreeMap<>())
                                    .merge(partition, offset, Math::min)));
            kept.maxEventTimes().forEach((partition, time) -> maxEventTimes.merge(partition, time, Math::max));
        }
        partitions.forEach(partition -> next.put(partition, carried.getOrDefault(partition, 0L)));
    }

    void complete(long id) {
        checkpoint = id;
        lowEventTime = lowAtSnapshot;
    }

    /** Whether an answer has come that it has not looked at. */
    boolean hasNews() {
        return answer != null && answer.isDone();
    }

    /** Takes instructions and sends a report, where there is something new. Whether there was. */
    boolean talk() {
        boolean any = false;
        if (answer != null && answer.isDone()) {
            CompletableFuture<Instructions> done = answer;
            answer = null;
            sent = null;
            if (!done.isCompletedExceptionally()) {
                any = take(done.join());
            }
        }
        SubtaskReport report = report();
        if (answer == null || !report.equals(sent)) {
            any |= !report.equals(sent);
            sent = report;
            answer = new CompletableFuture<>();
            world.desk.report(report, answer);
        }
        return any;
    }

    private boolean take(Instructions news) {
        if (instructions != null && news.revision() <= instructions.revision()) {
            return false;
        }
        instructions = news;
        if (view == null || news.view().epoch() > view.epoch()) {
            apply(news.view());
        }
        standing.clear();
        passed.clear();
        firstFence = Long.MAX_VALUE;
        long latest =
                maxEventTimes.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
        for (Instructions.Fence fence : news.fences()) {
            if (fence.eventTime() <= latest) {
                passed.add(new SubtaskReport.PassedFence(fence.sequence(), latest));
            } else {
                standing.add(fence.sequence());
                firstFence = Math.min(firstFence, fence.eventTime());
            }
        }
        return true;
    }

    private void apply(SlotView news) {
        world.checkDecided(news);
        view = news;
        Set<Long> sequences = new HashSet<>();
        for (TimelineEntry entry : news.timeline().entries()) {
            sequences.add(entry.sequence());
            if (!entry.cut().isByEventTime()) {
                Map<Integer, Long> own = cuts.computeIfAbsent(entry.sequence(), none -> new TreeMap<>());
                own.putAll(entry.cut().firstOffsets());
                readHere.forEach(partition -> own.putIfAbsent(partition, next.get(partition)));
            }
        }
        cuts.keySet().retainAll(sequences);
        timeline = news.timeline().withFirstOffsets(cuts);
    }

    /** The first event of a partition: from now on the partition is this subtask's. */
    private void begin(int partition) {
        readHere.add(partition);
        carried.remove(partition);
        for (TimelineEntry entry : timeline.entries()) {
            if (!entry.cut().isByEventTime()) {
                cuts.get(entry.sequence()).putIfAbsent(partition, next.get(partition));
            }
        }
        timeline = timeline.withFirstOffsets(cuts);
    }

    private SubtaskReport report() {
        List<SubtaskReport.FirstOffset> offsets = new ArrayList<>();
        cuts.forEach((sequence, own) -> own.forEach(
                (partition, offset) -> offsets.add(new SubtaskReport.FirstOffset(sequence, partition, offset))));
        return new SubtaskReport(
                index,
                attempt,
                instructions == null ? -1 : instructions.revision(),
                view == null ? -1 : view.epoch(),
                preparation(),
                standing.stream().sorted().toList(),
                passed,
                offsets,
                carried,
                broken(),
                lowEventTime,
                checkpoint);
    }

    private SubtaskReport.PreparationOutcome preparation() {
        if (instructions == null || instructions.prepare() == null || isStuck) {
            return null;
        }
        Instructions.Preparation asked = instructions.prepare();
        String reason = unloadable.getOrDefault(asked.model().label(), "");
        return new SubtaskReport.PreparationOutcome(
                asked.sequence(),
                reason,
                reason.isEmpty() ? "compiled agrees" : "found a broken file",
                reason.isEmpty() ? "compiled" : "",
                5);
    }

    private List<SubtaskReport.BrokenModel> broken() {
        if (view == null) {
            return List.of();
        }
        return view.timeline().entries().stream()
                .map(TimelineEntry::model)
                .filter(model -> model != null && unloadable.containsKey(model.label()))
                .distinct()
                .map(model ->
                        new SubtaskReport.BrokenModel(model, unloadable.get(model.label()), "found a broken file"))
                .toList();
    }

    /** Answers the next event of a partition; false if it must wait. */
    boolean process(int partition) {
        if (view == null) {
            return false;
        }
        if (!readHere.contains(partition)) {
            begin(partition);
        }
        long offset = next.get(partition);
        long time = world.eventTime(partition, offset);
        if (time >= firstFence) {
            return false;
        }
        int entry = timeline.indexFor(partition, offset, time, SwapWorld.bucket(partition, offset));
        DeployedModel model = entry == Timeline.PIPELINE_FILE
                ? SwapWorld.PIPELINE_FILE
                : timeline.entries().get(entry).model();
        assertThat(unloadable).as("models that answer").doesNotContainKey(model.label());
        world.answers.computeIfAbsent(partition, none -> new TreeMap<>()).put(offset, model.label());
        next.put(partition, offset + 1);
        maxEventTimes.merge(partition, time, Math::max);
        return true;
    }
}
