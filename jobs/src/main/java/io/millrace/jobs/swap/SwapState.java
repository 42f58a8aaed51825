package io.millrace.jobs.swap;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What has been decided for a slot: the fold of its journal, the status topic. Folding the same records gives the same state,
 * in a running coordinator, after a failure, and in a replay from the beginning.
 *
 * <p>One thread.
 */
final class SwapState {
    /** How many models a rollback can name. */
    private static final int MOST_EARLIER = 20;

    /** The reason of a record that moves on behind commands that are gone. */
    static final String CONTROL_GAP = "CONTROL_GAP";

    final DeployedModel pipelineFile;
    long nextControlOffset;
    final TreeSet<Long> decidedAhead = new TreeSet<>();
    long journalOffset;
    long nextSequence;
    long watermark = Long.MIN_VALUE;
    final List<TimelineEntry> entries = new ArrayList<>();
    final Deque<DeployedModel> champions = new ArrayDeque<>();
    final Set<DeployedModel> earlier = new LinkedHashSet<>();
    final List<Challenger> shadows = new ArrayList<>();
    final Map<String, Long> highestVersions = new HashMap<>();
    final Map<String, Long> decidedIds = new HashMap<>();
    final Set<String> degraded = new HashSet<>();

    /** Records of phase COMMITTING that no ACTIVE has followed, with the sequence of their entry; -1 where they made none. */
    final Map<ModelStatus, Long> unconfirmed = new LinkedHashMap<>();

    /** Before any command. */
    SwapState(DeployedModel pipelineFile) {
        this.pipelineFile = pipelineFile;
        highestVersions.put(pipelineFile.name(), pipelineFile.version());
    }

    /** The newest champion, whether its event time has come or not. */
    DeployedModel champion() {
        return champions.isEmpty() ? pipelineFile : champions.getLast();
    }

    /** The champion before it; null where there is none. */
    DeployedModel championBefore() {
        if (champions.isEmpty()) {
            return null;
        }
        List<DeployedModel> all = List.copyOf(champions);
        return all.size() == 1 ? pipelineFile : all.get(all.size() - 2);
    }

    /** The canary that the newest commands leave; empty where there is none. */
    Optional<Challenger> canary() {
        TimelineEntry newest = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        return newest == null || newest.kind() != TimelineEntry.Kind.CANARY
                ? Optional.empty()
                : Optional.of(new Challenger(newest.model(), newest.percent()));
    }

    /** The challenger of that label, canary or shadow. */
    Optional<DeployedModel> challenger(String label) {
        List<DeployedModel> all = new ArrayList<>();
        canary().ifPresent(canary -> all.add(canary.model()));
        shadows.forEach(shadow -> all.add(shadow.model()));
        return all.stream().filter(model -> model.label().equals(label)).findFirst();
    }

    /** The model of that label that is or was champion. */
    Optional<DeployedModel> knownChampion(String label) {
        List<DeployedModel> all = new ArrayList<>(earlier);
        all.addAll(champions);
        all.add(pipelineFile);
        return all.stream().filter(model -> model.label().equals(label)).findFirst();
    }

    /** Models of the timeline and of the shadows: whatever may answer an event besides the pipeline file's. */
    Set<DeployedModel> models() {
        Set<DeployedModel> models = new LinkedHashSet<>();
        entries.stream().map(TimelineEntry::model).filter(Objects::nonNull).forEach(models::add);
        shadows.forEach(shadow -> models.add(shadow.model()));
        return models;
    }

    /** Whether the command at this offset has its outcome. */
    boolean isDecided(long controlOffset) {
        return controlOffset < nextControlOffset || decidedAhead.contains(controlOffset);
    }

    /** Takes in one record of the journal. */
    void fold(ModelStatus status) {
        switch (status.getPhase()) {
            case COMMITTING -> {
                if (isDecided(status.getControlOffset())) {
                    return; // Kafka had taken it, but could not say so, and it was written again
                }
                decided(status);
                remember(status);
                commit(status);
            }
            case ABORTED -> {
                decided(status);
                remember(status);
            }
            case REJECTED -> {
                decided(status);
                // An id that came in an unsigned or foreign command must stay free for the true one.
                if (!status.getSecurity()) {
                    remember(status);
                }
            }
            case ACTIVE -> confirm(status);
            case RETIRED -> {
                // without a command it only tells that a champion of before is not needed any more
                if (!status.getCommandId().isEmpty()) {
                    confirm(status);
                }
            }
            case DEGRADED -> degrade(status);
            default -> {
                // VALIDATING and PREPARING are for people; what this release does not know changes nothing
            }
        }
    }

    private void decided(ModelStatus status) {
        long offset = status.getControlOffset();
        if (offset < 0 || isDecided(offset)) {
            return;
        }
        skip(offset, offset + 1);
    }

    /** Nothing is, or is left to be decided, at these offsets. Transactions leave such holes. */
    void skip(long from, long next) {
        if (from <= nextControlOffset) {
            nextControlOffset = Math.max(next, nextControlOffset);
        } else {
            for (long offset = from; offset < next; offset++) {
                decidedAhead.add(offset);
            }
        }
        while (decidedAhead.remove(nextControlOffset)) {
            nextControlOffset++;
        }
    }

    private void remember(ModelStatus status) {
        if (!status.getCommandId().isEmpty() && status.getNotAfter() != null) {
            long now = status.getTime().toEpochMilli();
            decidedIds.values().removeIf(notAfter -> notAfter < now);
            decidedIds.put(status.getCommandId(), status.getNotAfter().toEpochMilli());
        }
    }

    private void commit(ModelStatus status) {
        DeployedModel named = model(status);
        // Back to the pipeline file is back to what the file names now.
        DeployedModel model = named.isOfPipelineFile() ? pipelineFile : named;
        long sequence = -1;
        switch (status.getKind()) {
            case DEPLOY, PROMOTE -> {
                shadows.removeIf(shadow -> shadow.model().equals(model));
                champions.addLast(model);
                keepEarlier();
                highestVersions.merge(model.name(), model.version(), Math::max);
                sequence = add(TimelineEntry.Kind.CHAMPION, model, status);
            }
            case ROLLBACK -> {
                earlier.addAll(champions);
                rollBackTo(model);
                keepEarlier();
                sequence = add(TimelineEntry.Kind.CHAMPION, model, status);
            }
            case CANARY -> sequence = add(TimelineEntry.Kind.CANARY, model, status);
            case SHADOW -> {
                shadows.removeIf(shadow -> shadow.model().name().equals(model.name()));
                shadows.add(new Challenger(model, status.getPercent()));
            }
            case RETIRE -> {
                if (canary().map(Challenger::model).filter(model::equals).isPresent()) {
                    sequence = add(TimelineEntry.Kind.CANARY_END, null, status);
                }
                shadows.removeIf(shadow -> shadow.model().equals(model));
            }
            default -> {
                // nothing else is committed
            }
        }
        unconfirmed.put(status, sequence);
    }

    private void rollBackTo(DeployedModel model) {
        if (model.isOfPipelineFile()) {
            champions.clear();
        } else if (champions.contains(model)) {
            while (!champions.getLast().equals(model)) {
                champions.removeLast();
            }
        } else {
            champions.addLast(model);
        }
    }

    private void keepEarlier() {
        while (champions.size() > MOST_EARLIER) {
            champions.removeFirst();
        }
        while (earlier.size() > MOST_EARLIER) {
            earlier.remove(earlier.iterator().next());
        }
    }

    private long add(TimelineEntry.Kind kind, DeployedModel model, ModelStatus status) {
        Cut cut = status.getEffectiveFrom() != null
                ? Cut.atEventTime(status.getEffectiveFrom().toEpochMilli())
                : Cut.atOffsets(positions(status));
        entries.add(new TimelineEntry(nextSequence, kind, model, status.getPercent(), cut, ""));
        return nextSequence++;
    }

    private void confirm(ModelStatus status) {
        degraded.remove(status.getSha256());
        unconfirmed.entrySet().removeIf(committed -> {
            boolean same = committed.getKey().getControlOffset() == status.getControlOffset()
                    && committed.getKey().getCommandId().equals(status.getCommandId());
            if (same) {
                entries.replaceAll(entry -> entry.sequence() == committed.getValue()
                        ? entry.withCut(entry.cut().withFirstOffsets(positions(status)))
                        : entry);
            }
            return same;
        });
    }

    private void degrade(ModelStatus status) {
        if (CONTROL_GAP.equals(status.getReason())) {
            nextControlOffset = status.getControlOffset() + 1;
            decidedAhead.clear();
        } else if (!status.getSha256().isEmpty()) {
            degraded.add(status.getSha256());
        }
    }

    /**
     * Drops the entries that no event can need any more: those before a champion behind whose cut all partitions are. That
     * champion then answers whatever is older.
     *
     * @param isSettled whether all partitions are behind the entry's cut for good
     * @return the dropped entries
     */
    List<TimelineEntry> prune(Predicate<TimelineEntry> isSettled) {
        for (int i = entries.size() - 1; i > 0; i--) {
            TimelineEntry entry = entries.get(i);
            if (entry.kind() == TimelineEntry.Kind.CHAMPION && isSettled.test(entry)) {
                List<TimelineEntry> dropped = List.copyOf(entries.subList(0, i));
                entries.subList(0, i).clear();
                entries.set(0, entry.withCut(Cut.atEventTime(Long.MIN_VALUE)));
                return dropped;
            }
        }
        return List.of();
    }

    /** The model that a record is about. */
    static DeployedModel model(ModelStatus status) {
        return new DeployedModel(
                status.getModel(), status.getVersion(), status.getSha256(), status.getSize(), status.getUri());
    }

    /** First offsets of a record, by partition. */
    static Map<Integer, Long> positions(ModelStatus status) {
        Map<Integer, Long> positions = new TreeMap<>();
        for (FirstOffset first : status.getPositions()) {
            positions.put(first.getPartition(), first.getOffset());
        }
        return positions;
    }

    /** Whether commands of this kind bring a model that must be fetched and validated. */
    static boolean bringsModel(CommandKind kind) {
        return kind == CommandKind.DEPLOY || kind == CommandKind.SHADOW || kind == CommandKind.CANARY;
    }
}
