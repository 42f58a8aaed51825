package io.millrace.gateway.view;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.SlotStatus;
import io.millrace.schemas.status.StatusFold;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What serves, and how it came to that: all statuses folded, and the newest ones kept as their bytes, a few hundred each. Safe for all
 * threads.
 */
public final class StatusView {
    private static final int MOST_MODELS = 1_000;

    /** A kept status; decoded when it is asked for. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(long offset, String slot, String commandId, boolean isChange, byte[] bytes) {
        StatusEntry entry() {
            return new StatusEntry(offset, MessageCodec.MODEL_STATUS.decode(bytes));
        }
    }

    private final int most;
    private final StatusFold fold = new StatusFold();
    private final Set<String> slots = new LinkedHashSet<>();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Map<String, StatusEntry> models = new LinkedHashMap<>();
    private long unreadable;

    /**
     * An empty view.
     *
     * @param most statuses that are kept
     */
    public StatusView(int most) {
        this.most = most;
    }

    /**
     * Adds the next record of the status topic.
     *
     * @return the status; empty where it is none, which is counted
     */
    public synchronized Optional<ModelStatus> add(long offset, byte[] value) {
        ModelStatus status;
        try {
            if (value == null) {
                unreadable++;
                return Optional.empty();
            }
            status = MessageCodec.MODEL_STATUS.decode(value);
        } catch (MessageFormatException e) {
            unreadable++;
            return Optional.empty();
        }
        fold.add(status);
        if (!status.getSlot().isEmpty()) {
            slots.add(status.getSlot());
        }
        kept.addLast(new Kept(offset, status.getSlot(), status.getCommandId(), isChange(status), value));
        if (kept.size() > most) {
            kept.removeFirst();
        }
        if (!status.getModel().isEmpty()) {
            String label = status.getModel() + "@" + status.getVersion();
            models.remove(label);
            models.put(label, new StatusEntry(offset, status));
            if (models.size() > MOST_MODELS) {
                Iterator<String> oldest = models.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        return Optional.of(status);
    }

    private static boolean isChange(ModelStatus status) {
        return (status.getPhase() == StatusPhase.ACTIVE && status.getKind() != CommandKind.UNKNOWN)
                || status.getPhase() == StatusPhase.RETIRED;
    }

    /** Slots that a status has named. */
    public synchronized List<String> slots() {
        return List.copyOf(slots);
    }

    /** A slot. */
    public synchronized SlotStatus slot(String name) {
        return fold.slot(name);
    }

    /** What is wrong with the control topic. */
    public synchronized Optional<ModelStatus> controlProblem() {
        return fold.controlProblem();
    }

    /**
     * Statuses of a slot, newest first.
     *
     * @param before only those at smaller offsets
     * @param limit at most so many
     * @param changesOnly only those from which on something else serves
     */
    public synchronized List<StatusEntry> history(String slot, long before, int limit, boolean changesOnly) {
        List<StatusEntry> found = new ArrayList<>();
        for (Iterator<Kept> newest = kept.descendingIterator(); newest.hasNext() && found.size() < limit; ) {
            Kept next = newest.next();
            if (next.offset < before && next.slot.equals(slot) && (next.isChange || !changesOnly)) {
                found.add(next.entry());
            }
        }
        return found;
    }

    /** Statuses of a command, oldest first. */
    public synchronized List<StatusEntry> ofCommand(String id) {
        List<StatusEntry> found = new ArrayList<>();
        for (Kept next : kept) {
            if (next.commandId.equals(id)) {
                found.add(next.entry());
            }
        }
        return found;
    }

    /** The newest status of each model, the model named last first. */
    public synchronized List<StatusEntry> models() {
        List<StatusEntry> newestFirst = new ArrayList<>(models.values());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** The newest status of a model. */
    public synchronized Optional<StatusEntry> model(String name, long version) {
        return Optional.ofNullable(models.get(name + "@" + version));
    }

    /** Records that were no statuses. */
    public synchronized long unreadable() {
        return unreadable;
    }
}
