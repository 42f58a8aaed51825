package io.millrace.cli.demo;

import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which model must have answered an event, told from the status topic alone, by the rule of {@code docs/hot-swap.md}: the
 * newest decision whose cut admits the event. For deployments without failures of the job.
 */
final class DecidedModels {
    /**
     * A decision, with its cut.
     *
     * @param eventTime from this event time on; null: by offsets
     * @param firstOffsets by partition
     */
    private record Decision(String model, Long eventTime, Map<Integer, Long> firstOffsets) {
        boolean admits(int partition, long offset, long time) {
            // a partition that is not listed had no event before
            return eventTime == null
                    ? offset >= firstOffsets.getOrDefault(partition, Long.MIN_VALUE)
                    : time >= eventTime;
        }
    }

    private final String before;
    private final List<Decision> newestFirst = new ArrayList<>();

    /**
     * Reads the decisions that have become active.
     *
     * @param before model that answers before all decisions
     */
    DecidedModels(String before, List<ModelStatus> statuses) {
        this.before = before;
        for (ModelStatus status : statuses) {
            if (status.getPhase() == StatusPhase.ACTIVE) {
                newestFirst.add(0, decision(status));
            }
        }
    }

    private static Decision decision(ModelStatus active) {
        Map<Integer, Long> firstOffsets = new HashMap<>();
        for (FirstOffset first : active.getPositions()) {
            firstOffsets.put(first.getPartition(), first.getOffset());
        }
        Long eventTime = active.getEffectiveFrom() == null
                ? null
                : (Long) active.getEffectiveFrom().toEpochMilli();
        return new Decision(active.getModel() + "@" + active.getVersion(), eventTime, firstOffsets);
    }

    /** How often another model came to serve. */
    int swaps() {
        return newestFirst.size();
    }

    /** The model that must have answered. */
    String model(int partition, long offset, long eventTime) {
        for (Decision decision : newestFirst) {
            if (decision.admits(partition, offset, eventTime)) {
                return decision.model();
            }
        }
        return before;
    }
}
