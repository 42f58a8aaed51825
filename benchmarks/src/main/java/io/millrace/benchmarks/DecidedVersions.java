package io.millrace.benchmarks;

import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which version must have answered an event, told from the status topic alone, by the rule of {@code docs/hot-swap.md}:
 * the newest decision whose cut admits the event. Knows nothing of how the job does it. For deployments, without failures
 * of the job. One thread.
 */
final class DecidedVersions {
    /** A decision, with its cut: an event time or, by partition, first offsets. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares decisions
    private record Decision(long version, boolean byEventTime, long eventTime, long[] firstOffsets) {
        boolean admits(int partition, long offset, long time) {
            return byEventTime ? time >= eventTime : offset >= firstOffsets[partition];
        }
    }

    private final long before;
    private final List<Decision> newestFirst = new ArrayList<>();

    /**
     * Reads the decisions.
     *
     * @param before version that answers before all decisions
     */
    DecidedVersions(long before, List<ModelStatus> statuses, int partitions) {
        this.before = before;
        for (ModelStatus status : statuses) {
            if (status.getPhase() == StatusPhase.COMMITTING) {
                newestFirst.add(0, decision(status, active(status, statuses), partitions));
            }
        }
    }

    private static ModelStatus active(ModelStatus committing, List<ModelStatus> statuses) {
        return statuses.stream()
                .filter(status -> status.getPhase() == StatusPhase.ACTIVE
                        && status.getCommandId().equals(committing.getCommandId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a decision must become active: " + committing));
    }

    private static Decision decision(ModelStatus committing, ModelStatus active, int partitions) {
        if (committing.getEffectiveFrom() != null) {
            return new Decision(
                    committing.getVersion(), true, committing.getEffectiveFrom().toEpochMilli(), new long[0]);
        }
        long[] firstOffsets = new long[partitions];
        Arrays.fill(firstOffsets, Long.MIN_VALUE); // a partition that is not listed had no event before
        for (FirstOffset first : active.getPositions()) {
            firstOffsets[first.getPartition()] = first.getOffset();
        }
        return new Decision(committing.getVersion(), false, 0, firstOffsets);
    }

    /** The version that must have answered. */
    long versionOf(int partition, long offset, long eventTime) {
        for (Decision decision : newestFirst) {
            if (decision.admits(partition, offset, eventTime)) {
                return decision.version();
            }
        }
        return before;
    }
}
