package io.millrace.schemas.status;

import io.millrace.schemas.ModelStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Adds statuses up to what serves now. Give it all of them, in the order of the topic. One thread.
 *
 * <p>It tells what was decided last. A champion from an event time that the stream has not reached is the champion here.
 */
public final class StatusFold {
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private ModelStatus controlProblem;
    private long highestOffset = -1;

    /** Adds the next status. */
    public void add(ModelStatus status) {
        if (status.getSlot().isEmpty()) {
            controlProblem = status;
            return;
        }
        if (status.getControlOffset() > highestOffset) {
            highestOffset = status.getControlOffset();
            controlProblem = null; // a further command was read
        }
        slots.computeIfAbsent(status.getSlot(), Slot::new).add(status);
    }

    /** A slot, untouched where no status names it. */
    public SlotStatus slot(String name) {
        return slots.getOrDefault(name, new Slot(name)).status();
    }

    /** What is wrong with the control topic, such as a gap in it, since the newest command was read. */
    public Optional<ModelStatus> controlProblem() {
        return Optional.ofNullable(controlProblem);
    }

    private static final class Slot {
        private final String name;
        private final Map<String, ModelStatus> shadows = new LinkedHashMap<>();
        private final Map<String, ModelStatus> pending = new LinkedHashMap<>();
        private final Map<String, ModelStatus> degradations = new LinkedHashMap<>();
        private ModelStatus champion;
        private ModelStatus canary;

        Slot(String name) {
            this.name = name;
        }

        void add(ModelStatus status) {
            switch (status.getPhase()) {
                case VALIDATING, PREPARING, COMMITTING -> pending.put(command(status), status);
                case ACTIVE, RETIRED -> {
                    pending.remove(command(status));
                    degradations.remove(model(status));
                    change(status);
                    degradations.keySet().removeIf(model -> !isServing(model));
                }
                case REJECTED, ABORTED -> pending.remove(command(status));
                case DEGRADED -> degradations.put(model(status), status);
                case UNKNOWN -> {
                    // a phase of a later release: it changes nothing that is known here
                }
            }
        }

        private void change(ModelStatus status) {
            switch (status.getKind()) {
                case DEPLOY, PROMOTE -> {
                    shadows.remove(model(status));
                    crown(status);
                }
                case ROLLBACK -> crown(status);
                case CANARY -> canary = status;
                case SHADOW -> {
                    // one a name: a further version takes its place
                    shadows.values().removeIf(shadow -> shadow.getModel().equals(status.getModel()));
                    shadows.put(model(status), status);
                }
                case RETIRE -> {
                    shadows.remove(model(status));
                    if (canary != null && model(canary).equals(model(status))) {
                        canary = null;
                    }
                }
                case ABORT, FREEZE, THAW, RELEASE, REJECT, REVERT, UNKNOWN -> {
                    // without a kind: a model serves again, or a champion of before is not needed any more
                }
            }
        }

        private void crown(ModelStatus status) {
            champion = status;
            canary = null;
        }

        private boolean isServing(String model) {
            return champion == null
                    || model(champion).equals(model)
                    || (canary != null && model(canary).equals(model))
                    || shadows.containsKey(model);
        }

        SlotStatus status() {
            return new SlotStatus(
                    name,
                    Optional.ofNullable(champion),
                    Optional.ofNullable(canary),
                    new ArrayList<>(shadows.values()),
                    new ArrayList<>(pending.values()),
                    new ArrayList<>(degradations.values()));
        }

        private static String command(ModelStatus status) {
            return status.getCommandId().isEmpty() ? "@" + status.getControlOffset() : status.getCommandId();
        }

        private static String model(ModelStatus status) {
            return status.getModel() + "@" + status.getVersion();
        }
    }
}
