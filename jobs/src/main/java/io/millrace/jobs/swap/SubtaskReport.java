package io.millrace.jobs.swap;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * How far a subtask is. Sent whenever something changed, and every few seconds; it waits at the coordinator until there is
 * news, so it also asks for instructions. Whole state each time: a lost one costs nothing.
 *
 * @param subtask index of the subtask
 * @param attempt number of its execution; a higher one has taken over
 * @param revision of the newest {@link Instructions} that it has; -1: none, it is starting
 * @param epoch of the {@link SlotView} that it serves by
 * @param preparation what came of the newest preparation; null: none asked for, or still loading
 * @param fences sequences of the fences that stand, that is: no event from there on was answered
 * @param passed fences that cannot stand, because an event from there on was answered already
 * @param cuts first offsets that entries of the timeline hold for, of this subtask's partitions
 * @param carried by partition: offset of the next event, as the last checkpoint has it, of the partitions that this subtask has
 *     received no event of. Of somebody who does not know better, but of a partition whose subtask has just been restored
 *     nobody does
 * @param broken models of the view that it could not load, so that something else serves
 * @param lowEventTime event time that no partition with recent events is behind, milliseconds; Long.MAX_VALUE: no recent
 *     events, Long.MIN_VALUE: not known
 * @param checkpoint newest checkpoint that the subtask was told is complete; 0 before the first
 */
public record SubtaskReport(
        int subtask,
        int attempt,
        long revision,
        long epoch,
        PreparationOutcome preparation,
        List<Long> fences,
        List<PassedFence> passed,
        List<FirstOffset> cuts,
        Map<Integer, Long> carried,
        List<BrokenModel> broken,
        long lowEventTime,
        long checkpoint)
        implements Serializable {
    /** Copies lists and map. */
    public SubtaskReport {
        fences = List.copyOf(fences);
        passed = List.copyOf(passed);
        cuts = List.copyOf(cuts);
        carried = Map.copyOf(carried);
        broken = List.copyOf(broken);
    }

    /**
     * What came of loading a model.
     *
     * @param sequence as in {@link Instructions.Preparation}
     * @param reason stable code of the failure, e.g. CONTRACT; empty: it is loaded and warm
     * @param detail the failure in words, or why this engine was chosen
     * @param engine engine that it would be served by; empty where it failed
     * @param millis how long it took
     */
    public record PreparationOutcome(long sequence, String reason, String detail, String engine, long millis)
            implements Serializable {
        /** Whether the model is loaded and warm. */
        public boolean succeeded() {
            return reason.isEmpty();
        }
    }

    /**
     * An event from the fence on was answered before.
     *
     * @param sequence the fence
     * @param eventTime latest event time answered, milliseconds
     */
    public record PassedFence(long sequence, long eventTime) implements Serializable {}

    /**
     * Where a partition was switched.
     *
     * @param sequence the entry of the timeline
     * @param partition the partition
     * @param offset first offset that the entry holds for
     */
    public record FirstOffset(long sequence, int partition, long offset) implements Serializable {}

    /**
     * A model that should serve and cannot.
     *
     * @param model the model
     * @param reason stable code, e.g. LOAD_FAILED
     * @param detail the reason in words
     */
    public record BrokenModel(DeployedModel model, String reason, String detail) implements Serializable {}
}
