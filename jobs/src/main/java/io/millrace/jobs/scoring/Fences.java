package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.Instructions.Fence;
import io.millrace.jobs.swap.SubtaskReport.PassedFence;
import java.util.ArrayList;
import java.util.List;

/** The event times that must not be passed until the coordinator has decided. One thread at a time. */
final class Fences {
    private final List<Fence> standing = new ArrayList<>();
    private final List<PassedFence> passed = new ArrayList<>();
    private long first = Long.MAX_VALUE;

    /**
     * Sets these fences in place of those before. One whose time was answered already cannot stand.
     *
     * @param maxEventTime latest event time answered, milliseconds
     */
    void set(List<Fence> fences, long maxEventTime) {
        standing.clear();
        passed.clear();
        first = Long.MAX_VALUE;
        for (Fence fence : fences) {
            if (fence.eventTime() <= maxEventTime) {
                passed.add(new PassedFence(fence.sequence(), maxEventTime));
            } else {
                standing.add(fence);
                first = Math.min(first, fence.eventTime());
            }
        }
    }

    /** Earliest event time that may have to wait; Long.MAX_VALUE where there is no fence. */
    long first() {
        return first;
    }

    /** Whether an event of this time must wait. */
    boolean hold(long eventTime) {
        return !standing.isEmpty() && eventTime >= first;
    }

    /** Sequences of those that stand. */
    List<Long> standing() {
        return standing.stream().map(Fence::sequence).toList();
    }

    /** Those that cannot stand. */
    List<PassedFence> passed() {
        return List.copyOf(passed);
    }
}
