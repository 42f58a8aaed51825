package io.millrace.jobs.swap;

import io.millrace.schemas.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models that were decided on but cannot be loaded in this run, and what serves instead. One thread. */
final class BrokenModels {
    private final Map<String, Why> whyByHash = new HashMap<>();

    /**
     * Why a model cannot be loaded.
     *
     * @param reason stable code
     * @param detail in words
     */
    record Why(String reason, String detail) {}

    /** Notes a model; false where it was known. */
    boolean add(DeployedModel model, Why why) {
        return !model.isOfPipelineFile() && whyByHash.putIfAbsent(model.sha256(), why) == null;
    }

    /** It can be loaded again. */
    void remove(DeployedModel model) {
        whyByHash.remove(model.sha256());
    }

    /** Why the model cannot be loaded; empty where it can. */
    Optional<Why> why(DeployedModel model) {
        return Optional.ofNullable(whyByHash.get(model.sha256()));
    }

    boolean contains(DeployedModel model) {
        return whyByHash.containsKey(model.sha256());
    }

    /** The state as subtasks can serve it: the champion before in place of one that is broken. */
    SlotView view(long epoch, SwapState state) {
        List<TimelineEntry> entries = new ArrayList<>();
        DeployedModel good = firstGood(state);
        for (TimelineEntry entry : state.entries) {
            boolean usable = entry.model() == null || !contains(entry.model());
            if (usable) {
                entries.add(entry);
            } else if (entry.kind() == TimelineEntry.Kind.CHAMPION) {
                entries.add(entry.degraded(
                        good, "serves " + good + " instead of " + entry.model() + ": " + words(entry.model())));
            } else {
                // The champion answers the canary's share.
                entries.add(new TimelineEntry(
                        entry.sequence(), TimelineEntry.Kind.CANARY_END, null, entry.percent(), entry.cut(), ""));
            }
            if (usable && entry.kind() == TimelineEntry.Kind.CHAMPION) {
                good = entry.model();
            }
        }
        DeployedModel before = state.championBefore();
        boolean keepBefore = before != null && !before.isOfPipelineFile() && !contains(before);
        return new SlotView(
                epoch,
                new Timeline(entries),
                state.shadows.stream()
                        .filter(shadow -> !contains(shadow.model()))
                        .toList(),
                keepBefore ? before : null);
    }

    /** What serves where the oldest champion of the timeline cannot: the one before, which it does not hold any more. */
    private DeployedModel firstGood(SwapState state) {
        DeployedModel good = state.pipelineFile;
        for (DeployedModel champion : state.champions) {
            boolean isOnTimeline = state.entries.stream()
                    .anyMatch(entry -> entry.kind() == TimelineEntry.Kind.CHAMPION && champion.equals(entry.model()));
            if (isOnTimeline) {
                break;
            }
            good = contains(champion) ? good : champion;
        }
        return good;
    }

    private String words(DeployedModel model) {
        Why why = whyByHash.get(model.sha256());
        return Printable.of(why.reason() + ": " + why.detail());
    }
}
