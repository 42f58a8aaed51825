package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.swap.Timeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which version must have answered an event, by what the status topic says and nothing else: the sentences of
 * {@code docs/hot-swap.md}, written down a second time.
 */
final class SwapOracle {
    private record Change(
            CommandKind kind, long version, int percent, Long effectiveFrom, Map<Integer, Long> firstOffsets) {
        boolean admits(int partition, long offset, long time) {
            return effectiveFrom == null
                    ? offset >= firstOffsets.getOrDefault(partition, Long.MIN_VALUE)
                    : time >= effectiveFrom;
        }
    }

    private final List<Change> changes = new ArrayList<>();

    /** Reads the statuses; each decision must have been confirmed. */
    SwapOracle(List<ModelStatus> statuses) {
        Map<String, ModelStatus> confirmed = new HashMap<>();
        statuses.stream()
                .filter(status -> status.getPhase() == StatusPhase.ACTIVE || status.getPhase() == StatusPhase.RETIRED)
                .filter(status -> !status.getCommandId().isEmpty())
                .forEach(status -> assertThat(confirmed.put(status.getCommandId(), status))
                        .as("confirmed twice: " + status)
                        .isNull());
        String canary = "";
        for (ModelStatus status : statuses) {
            if (status.getPhase() != StatusPhase.COMMITTING) {
                continue;
            }
            ModelStatus done = confirmed.get(status.getCommandId());
            assertThat(done).as("decided, never confirmed: " + status).isNotNull();
            boolean isCanary = canary.equals(status.getModel() + "@" + status.getVersion());
            switch (status.getKind()) {
                case DEPLOY, PROMOTE, ROLLBACK -> {
                    add(status, done);
                    canary = "";
                }
                case CANARY -> {
                    add(status, done);
                    canary = status.getModel() + "@" + status.getVersion();
                }
                case RETIRE -> {
                    if (isCanary) {
                        add(status, done);
                        canary = "";
                    }
                }
                default -> {
                    // changes nobody's version
                }
            }
        }
    }

    private void add(ModelStatus decided, ModelStatus done) {
        Map<Integer, Long> firstOffsets = new HashMap<>();
        for (FirstOffset first : done.getPositions()) {
            firstOffsets.put(first.getPartition(), first.getOffset());
        }
        changes.add(new Change(
                decided.getKind(),
                decided.getVersion(),
                decided.getPercent(),
                decided.getEffectiveFrom() == null
                        ? null
                        : decided.getEffectiveFrom().toEpochMilli(),
                firstOffsets));
    }

    /** Version that must answer an event. */
    long version(int partition, long offset, long time, byte[] key) {
        boolean canaryIsDecided = false;
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (!change.admits(partition, offset, time)) {
                continue;
            }
            if (change.kind() == CommandKind.CANARY || change.kind() == CommandKind.RETIRE) {
                boolean answers = change.kind() == CommandKind.CANARY
                        && Timeline.bucket(key, key, 0, key.length) < change.percent();
                if (!canaryIsDecided && answers) {
                    return change.version();
                }
                canaryIsDecided = true;
            } else {
                return change.version();
            }
        }
        return SwapModels.PIPELINE_FILE;
    }
}
