package io.millrace.jobs.swap;

import java.io.Serializable;
import java.util.List;

/**
 * What the coordinator wants of a subtask: a state to reach, not a step to take, so it may come twice or be skipped for a
 * newer one.
 *
 * @param revision grows with every change of any of the others
 * @param view what to serve
 * @param prepare a model to load and warm up beside what serves; null: none, and one that was prepared and is not in the view
 *     is to be released
 * @param fences event times that must not be passed yet
 */
public record Instructions(long revision, SlotView view, Preparation prepare, List<Fence> fences)
        implements Serializable {
    /** Copies the list. */
    public Instructions {
        fences = List.copyOf(fences);
    }

    /**
     * A model to load and warm up.
     *
     * @param sequence number of the preparation, to answer with
     * @param model the model
     */
    public record Preparation(long sequence, DeployedModel model) implements Serializable {}

    /**
     * Until the command is decided, an event of this time or later must wait, and the subtask with it: whoever answers it now
     * would have to know the outcome.
     *
     * @param sequence number of the fence, to answer with
     * @param eventTime milliseconds; events from here on wait
     */
    public record Fence(long sequence, long eventTime) implements Serializable {}
}
