package io.millrace.jobs.swap;

import java.io.Serializable;
import java.util.List;

/**
 * What a subtask must serve, as the coordinator sees it.
 *
 * @param epoch grows with every change; a subtask ignores a view that is older than the one it has
 * @param timeline which model serves which event
 * @param shadows who answers beside the champion
 * @param lastGood the champion that a rollback goes to, to be kept warm; null: the model of the pipeline file
 */
public record SlotView(long epoch, Timeline timeline, List<Challenger> shadows, DeployedModel lastGood)
        implements Serializable {
    /** What serves before the coordinator has said anything. */
    public static final SlotView INITIAL = new SlotView(0, Timeline.EMPTY, List.of(), null);

    /** Copies the list. */
    public SlotView {
        shadows = List.copyOf(shadows);
    }
}
