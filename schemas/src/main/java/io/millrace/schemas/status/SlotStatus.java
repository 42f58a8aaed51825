package io.millrace.schemas.status;

import io.millrace.schemas.ModelStatus;
import java.util.List;
import java.util.Optional;

/**
 * What serves a slot, as far as the status topic tells.
 *
 * @param slot its name
 * @param champion status that made the newest champion one; empty: the model of the pipeline file
 * @param canary status of the challenger that answers a share of the keys
 * @param shadows statuses of the challengers that answer beside the champion, oldest first
 * @param pending newest statuses of the commands that have not come to an end, oldest first
 * @param degradations why something else serves than was decided, a status a model; empty where nothing does
 */
public record SlotStatus(
        String slot,
        Optional<ModelStatus> champion,
        Optional<ModelStatus> canary,
        List<ModelStatus> shadows,
        List<ModelStatus> pending,
        List<ModelStatus> degradations) {
    /** Copies the lists. */
    public SlotStatus {
        shadows = List.copyOf(shadows);
        pending = List.copyOf(pending);
        degradations = List.copyOf(degradations);
    }
}
