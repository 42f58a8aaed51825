package io.millrace.jobs.swap;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.CommandKinds;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import io.millrace.schemas.StatusPhase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides commands one by one and brings the subtasks to what was decided. All of the protocol, and nothing of Flink or Kafka:
 * those are behind {@link Journal}, {@link Artefacts} and {@link SubtaskDesk}.
 *
 * <p>A decision is a record in the journal first, then state, then an instruction. So whoever reads the journal after a
 * failure knows what subtasks may already have done.
 *
 * <p>One thread: every method is called on the executor that the constructor gets.
 */
final class SwapDesk {
    private static final Logger LOGGER = LoggerFactory.getLogger(SwapDesk.class);

    private final SwapSettings settings;
    private final SwapState state;
    private final Journal journal;
    private final Artefacts artefacts;
    private final CommandReader reader;
    private final SubtaskDesk subtasks;
    private final SwapMetrics metrics;
    private final Clock clock;
    private final Executor executor;

    private final Deque<PendingCommand> queue = new ArrayDeque<>();
    private final List<ModelStatus> outbox = new ArrayList<>();
    private final BrokenModels broken = new BrokenModels();
    private final Map<Long, Long> confirmedAtCheckpoint = new TreeMap<>();
    private Swap current;
    private long lastTicket;
    private long expectedOffset;
    private long epoch;
    private SlotView view;
    private long lastCheckpoint;
    private boolean caughtUp;
    private boolean allWerePresent;
    private int artefactsToEnsure;
    private boolean controlIsUnreachable;

    /**
     * A desk for the state that a checkpoint had.
     *
     * @param executor runs what comes back from other threads, one after the other
     */
    SwapDesk(
            SwapSettings settings,
            SwapState state,
            Journal journal,
            Artefacts artefacts,
            CommandReader reader,
            SubtaskDesk subtasks,
            SwapMetrics metrics,
            Clock clock,
            Executor executor) {
        this.settings = settings;
        this.state = state;
        this.journal = journal;
        this.artefacts = artefacts;
        this.reader = reader;
        this.subtasks = subtasks;
        this.metrics = metrics;
        this.clock = clock;
        this.executor = executor;
        // Greater than all that an earlier desk counted, so that a late report to that one means nothing here.
        lastTicket = SubtaskDesk.firstNumber(clock);
        epoch = lastTicket;
    }

    /**
     * Reads the tail of the journal and looks whether the models that serve are there. Commands come next, then
     * {@link #caughtUp}.
     *
     * @return offset of the first command that is not decided
     */
    long start() throws InterruptedException {
        Journal.Tail tail = journal.read(state.journalOffset);
        tail.records().forEach(state::fold);
        state.journalOffset = tail.nextOffset();
        LOGGER.info(
                "Slot {}: {} of the journal's records were new; the timeline is {}, next command at offset {}",
                settings.slot(),
                tail.records().size(),
                state.entries,
                state.nextControlOffset);
        state.unconfirmed.entrySet().stream().findFirst().ifPresent(this::resume);
        Set<DeployedModel> needed = state.models();
        needed.add(state.champion());
        needed.add(state.championBefore());
        needed.removeIf(model -> model == null || model.isOfPipelineFile());
        artefactsToEnsure = needed.size();
        for (DeployedModel model : needed) {
            artefacts.ensure(model, outcome -> executor.execute(() -> ensured(model, outcome)));
        }
        expectedOffset = state.nextControlOffset;
        return expectedOffset;
    }

    /** A decision that was written down, but not confirmed by all subtasks: they get it as soon as they start. */
    private void resume(Map.Entry<ModelStatus, Long> committed) {
        ModelStatus status = committed.getKey();
        ControlCommand command = ControlCommand.newBuilder()
                .setId(status.getCommandId())
                .setPipeline(settings.pipeline())
                .setSlot(status.getSlot())
                .setKind(status.getKind())
                .setModel(status.getModel())
                .setVersion(status.getVersion())
                .setUri(status.getUri())
                .setSha256(status.getSha256())
                .setSize(status.getSize())
                .setPercent(status.getPercent())
                .setEffectiveFrom(status.getEffectiveFrom())
                .setIssuer(status.getIssuer())
                .setIssuedAt(status.getTime())
                .setNotAfter(status.getNotAfter() == null ? status.getTime() : status.getNotAfter())
                .build();
        PendingCommand pending = new PendingCommand(++lastTicket, status.getControlOffset(), command, false);
        current = new Swap(pending, status.getKind(), SwapState.model(status));
        current.stage = Swap.Stage.CONFIRMING;
        current.sequence = committed.getValue();
        current.epoch = epoch;
    }

    private void ensured(DeployedModel model, Artefacts.Outcome outcome) {
        artefactsToEnsure--;
        if (!outcome.accepted()) {
            degrade(model, "ARTEFACT_MISSING", outcome.reason() + ": " + outcome.detail());
        }
        step();
    }

    /** All commands that were on the topic when the job started have been handed over. */
    void caughtUp() {
        caughtUp = true;
        step();
    }

    /** Commands, in order. */
    void commands(List<ControlRecord> records) {
        if (controlIsUnreachable) {
            LOGGER.info("Slot {}: the control topic can be read again", settings.slot());
            controlIsUnreachable = false;
        }
        for (ControlRecord record : records) {
            if (record.offset() < expectedOffset) {
                continue; // it was handed over before
            }
            if (record.offset() > expectedOffset) {
                state.skip(expectedOffset, record.offset());
            }
            expectedOffset = record.offset() + 1;
            if (!state.isDecided(record.offset())) {
                receive(record);
            }
        }
        step();
    }

    private void receive(ControlRecord record) {
        ControlCommand command;
        try {
            command = reader.read(record.value());
            if (!command.getPipeline().equals(settings.pipeline())) {
                throw new CommandReader.Refusal(
                        "WRONG_PIPELINE",
                        "pipeline: must be " + settings.pipeline() + ", found " + command.getPipeline(),
                        true);
            }
            if (!command.getSlot().equals(settings.slot())) {
                throw new CommandReader.Refusal(
                        "UNKNOWN_SLOT", "slot: must be " + settings.slot() + ", found " + command.getSlot(), false);
            }
        } catch (CommandReader.Refusal refusal) {
            refuse(ModelStatus.newBuilder()
                    .setTime(clock.instant())
                    .setPhase(StatusPhase.REJECTED)
                    .setSlot(settings.slot())
                    .setControlOffset(record.offset())
                    .setReason(refusal.reason())
                    .setDetail(refusal.getMessage())
                    .setSecurity(refusal.isSecurity()));
            return;
        }
        if (CommandKinds.isForLearners(command.getKind())) {
            state.skip(record.offset(), record.offset() + 1); // the learning job's to decide
            return;
        }
        PendingCommand pending = new PendingCommand(++lastTicket, record.offset(), command, !caughtUp);
        if (command.getKind() == CommandKind.ABORT) {
            abort(pending);
        } else {
            queue.add(pending);
        }
    }

    /**
     * Commands that should be there are gone: what they asked for is not known and not done. Those that wait are given up, as
     * after a restart they could not be read again, and in a topic made anew their offsets mean other commands.
     */
    void gap(long next, String detail) {
        if (current != null && current.stage != Swap.Stage.CONFIRMING) {
            giveUp(StatusPhase.ABORTED, SwapState.CONTROL_GAP, detail, false);
        }
        while (!queue.isEmpty()) {
            write(queue.remove()
                    .status(StatusPhase.ABORTED, clock.instant())
                    .setReason(SwapState.CONTROL_GAP)
                    .setDetail(detail));
        }
        write(ModelStatus.newBuilder()
                .setTime(clock.instant())
                .setPhase(StatusPhase.DEGRADED)
                .setSlot("")
                .setControlOffset(next - 1)
                .setReason(SwapState.CONTROL_GAP)
                .setDetail(detail));
        expectedOffset = next;
        step();
    }

    /** The control topic cannot be read. What serves goes on serving. */
    void controlUnreachable(String detail) {
        if (!controlIsUnreachable) {
            controlIsUnreachable = true;
            controlTrouble("CONTROL_UNREACHABLE", detail);
        }
        // Nothing can come from there now, so there is nothing to wait for.
        caughtUp();
    }

    /** Something about the control topic is not as it must be. */
    void controlTrouble(String reason, String detail) {
        write(ModelStatus.newBuilder()
                .setTime(clock.instant())
                .setPhase(StatusPhase.DEGRADED)
                .setSlot("")
                .setReason(reason)
                .setDetail(detail));
        flush();
    }

    private void abort(PendingCommand abort) {
        String target = String.valueOf(abort.command().getTarget());
        try {
            CommandRules.checkFreshness(abort.command(), state, clock.instant());
        } catch (CommandReader.Refusal refusal) {
            refuse(abort, abort.model(), refusal.reason(), refusal.getMessage(), refusal.isSecurity());
            return;
        }
        Optional<PendingCommand> found = queue.stream()
                .filter(pending -> pending.command().getId().equals(target))
                .findFirst();
        boolean isCurrent = current != null
                && current.stage != Swap.Stage.CONFIRMING
                && current.pending.command().getId().equals(target);
        if (!isCurrent && found.isEmpty()) {
            refuse(
                    abort,
                    abort.model(),
                    "INVALID",
                    "target: must be a command without a decision, found " + target,
                    false);
            return;
        }
        String detail = "by command " + abort.command().getId() + " of "
                + abort.command().getIssuer();
        if (isCurrent) {
            giveUp(StatusPhase.ABORTED, "ABORTED", detail, false);
        } else {
            queue.remove(found.get());
            write(found.get()
                    .status(StatusPhase.ABORTED, clock.instant())
                    .setReason("ABORTED")
                    .setDetail(detail));
        }
        write(abort.status(StatusPhase.COMMITTING, clock.instant()));
        write(abort.status(StatusPhase.ACTIVE, clock.instant()).setDetail("aborted " + target));
    }

    /** How far a subtask is; what it is to do comes with the answer. */
    void report(SubtaskReport report, CompletableFuture<Instructions> answer) {
        if (subtasks.report(report, answer)) {
            for (SubtaskReport.BrokenModel model : report.broken()) {
                degrade(model.model(), model.reason(), model.detail());
            }
            step();
        }
    }

    /** An execution of a subtask is over. */
    void subtaskGone(int subtask, int attempt) {
        subtasks.gone(subtask, attempt);
        confirmedAtCheckpoint.clear(); // it goes back to a checkpoint that may be from before them
    }

    /** To be called several times a second: looks at the clock. */
    void tick() {
        if (current != null && current.deadline != null && clock.instant().isAfter(current.deadline)) {
            giveUp(
                    StatusPhase.ABORTED,
                    "PREPARE_TIMEOUT",
                    "prepareTimeout: subtasks must be ready within "
                            + settings.prepareTimeout().toMillis() + " ms, found " + ready() + " of "
                            + subtasks.count(),
                    false);
        }
        step();
        subtasks.expire();
    }

    /** What the checkpoint keeps. */
    byte[] snapshot(long checkpoint) {
        lastCheckpoint = Math.max(lastCheckpoint, checkpoint);
        return SnapshotCodec.encode(state);
    }

    /** A checkpoint is complete: what no event can need any more is dropped. */
    void checkpointComplete(long checkpoint) {
        subtasks.lowEventTime().ifPresent(low -> state.watermark = Math.max(state.watermark, low));
        List<TimelineEntry> dropped = state.prune(entry -> isSettled(entry, checkpoint));
        if (dropped.isEmpty()) {
            return;
        }
        epoch++;
        dropped.forEach(entry -> confirmedAtCheckpoint.remove(entry.sequence()));
        Set<DeployedModel> retired = new LinkedHashSet<>();
        dropped.stream().map(TimelineEntry::model).filter(Objects::nonNull).forEach(retired::add);
        retired.removeAll(state.models());
        for (DeployedModel model : retired) {
            write(about(StatusPhase.RETIRED, model)
                    .setReason("SUPERSEDED")
                    .setDetail("no event within the allowed lateness can need it any more"));
        }
        step();
    }

    private boolean isSettled(TimelineEntry entry, long checkpoint) {
        if (state.unconfirmed.containsValue(entry.sequence())) {
            return false;
        }
        if (!entry.cut().isByEventTime()) {
            // When a subtask that was sent back to before the entry has caught up, nobody here knows. So an entry that
            // was
            // confirmed before a failure stays until one follows that was confirmed after it.
            Long confirmed = confirmedAtCheckpoint.get(entry.sequence());
            return confirmed != null && confirmed < checkpoint;
        }
        long lateness = settings.lateness().toMillis();
        return state.watermark > Long.MIN_VALUE + lateness
                && state.watermark - lateness >= entry.cut().eventTime();
    }

    /** What subtasks have said may have brought the current command further, and a decided one makes room for the next. */
    private void step() {
        allWerePresent |= subtasks.present() == subtasks.count();
        boolean moved = true;
        while (moved) {
            moved = current == null ? beginNext() : advance();
        }
        boolean isReady = caughtUp && artefactsToEnsure == 0;
        if (isReady) {
            restored();
        }
        // What subtasks hear of is on disk.
        flush();
        if (isReady) {
            subtasks.instruct(view(), preparation(), fences());
        }
    }

    private boolean beginNext() {
        PendingCommand next = queue.poll();
        if (next == null) {
            return false;
        }
        CommandRules.Resolved resolved;
        try {
            resolved = CommandRules.resolve(next.command(), state, clock.instant());
        } catch (CommandReader.Refusal refusal) {
            refuse(next, next.model(), refusal.reason(), refusal.getMessage(), refusal.isSecurity());
            return true;
        }
        current = new Swap(next, resolved.kind(), resolved.model());
        if (SwapState.bringsModel(resolved.kind())) {
            write(current.status(StatusPhase.VALIDATING, clock.instant()));
            Swap swap = current;
            swap.validation =
                    artefacts.validate(resolved.model(), outcome -> executor.execute(() -> validated(swap, outcome)));
        } else if (resolved.kind() == CommandKind.RETIRE) {
            prepared();
        } else {
            prepare();
        }
        return true;
    }

    private void validated(Swap swap, Artefacts.Outcome outcome) {
        if (current != swap) {
            return; // aborted meanwhile
        }
        swap.outcome = outcome;
        if (outcome.accepted()) {
            prepare();
        } else {
            giveUp(StatusPhase.REJECTED, outcome.reason(), outcome.detail(), outcome.security());
        }
        step();
    }

    private void prepare() {
        current.stage = Swap.Stage.PREPARING;
        current.prepareStart = clock.instant();
        write(preparing(0));
    }

    /** Time runs once all subtasks have been there: one that Flink has not started yet is not slow. */
    private void startTimer() {
        if (current.deadline == null && allWerePresent) {
            current.deadline = clock.instant().plus(settings.prepareTimeout());
        }
    }

    private ModelStatus.Builder preparing(int ready) {
        return current.status(StatusPhase.PREPARING, clock.instant())
                .setReady(ready)
                .setOf(subtasks.count());
    }

    private int ready() {
        return current.stage == Swap.Stage.PREPARING
                ? subtasks.outcomes(current.ticket()).size()
                : subtasks.fenced(current.ticket());
    }

    /** Whether the current command got further. */
    private boolean advance() {
        return switch (current.stage) {
            case VALIDATING -> false;
            case PREPARING -> advancePreparation();
            case FENCING -> advanceFence();
            case CONFIRMING -> advanceConfirmation();
        };
    }

    private boolean advancePreparation() {
        startTimer();
        List<SubtaskReport.PreparationOutcome> outcomes = subtasks.outcomes(current.ticket());
        Optional<SubtaskReport.PreparationOutcome> failed =
                outcomes.stream().filter(outcome -> !outcome.succeeded()).findFirst();
        if (failed.isPresent()) {
            giveUp(StatusPhase.REJECTED, failed.get().reason(), failed.get().detail(), false);
            return true;
        }
        if (outcomes.size() < subtasks.count()) {
            return false;
        }
        current.engine = outcomes.get(0).engine();
        current.engineReason = outcomes.get(0).detail();
        current.preparationMillis =
                Duration.between(current.prepareStart, clock.instant()).toMillis();
        write(preparing(outcomes.size()));
        prepared();
        return true;
    }

    /** What is left is the question whether the event time has passed already. */
    private void prepared() {
        if (current.pending.effectiveFrom() == null) {
            commit();
        } else {
            current.stage = Swap.Stage.FENCING;
        }
    }

    private boolean advanceFence() {
        startTimer();
        Optional<Long> passed = subtasks.passed(current.ticket());
        if (passed.isPresent()) {
            giveUp(
                    StatusPhase.REJECTED,
                    "LATE",
                    "effectiveFrom: must be later than all events that were answered already, the latest of "
                            + Instant.ofEpochMilli(passed.get()) + ", found " + current.pending.effectiveFrom(),
                    false);
            return true;
        }
        if (subtasks.fenced(current.ticket()) < subtasks.count()) {
            return false;
        }
        commit();
        return true;
    }

    private void commit() {
        if (current.kind != CommandKind.RETIRE) {
            broken.remove(current.model); // all subtasks have just loaded it
        }
        current.sequence = state.nextSequence;
        write(current.status(StatusPhase.COMMITTING, clock.instant()));
        // The decision must be on disk before the first subtask acts on it.
        flush();
        if (state.nextSequence == current.sequence) {
            current.sequence = -1; // it made no entry
        }
        current.stage = Swap.Stage.CONFIRMING;
        current.deadline = null;
        current.epoch = ++epoch;
    }

    private boolean advanceConfirmation() {
        if (subtasks.serving(current.epoch) < subtasks.count()) {
            return false;
        }
        List<FirstOffset> positions = new ArrayList<>();
        if (current.sequence >= 0 && current.pending.effectiveFrom() == null) {
            Map<Integer, Long> offsets = new TreeMap<>(subtasks.cuts(current.sequence));
            state.entries.stream()
                    .filter(entry -> entry.sequence() == current.sequence)
                    .forEach(entry -> offsets.putAll(entry.cut().firstOffsets()));
            offsets.forEach((partition, offset) -> positions.add(new FirstOffset(partition, offset)));
        }
        StatusPhase phase = current.kind == CommandKind.RETIRE ? StatusPhase.RETIRED : StatusPhase.ACTIVE;
        write(current.status(phase, clock.instant())
                .setPositions(positions)
                .setReady(subtasks.count())
                .setOf(subtasks.count()));
        // Subtasks know their own offsets, but whoever takes over a partition does not.
        epoch++;
        if (current.sequence >= 0) {
            confirmedAtCheckpoint.put(current.sequence, lastCheckpoint);
        }
        metrics.swapped();
        DeployedModel confirmed = current.model;
        current = null;
        broken.why(confirmed).ifPresent(why -> writeDegraded(confirmed, why));
        state.unconfirmed.entrySet().stream().findFirst().ifPresent(this::resume);
        return true;
    }

    private void giveUp(StatusPhase phase, String reason, String detail, boolean security) {
        Swap swap = current;
        current = null;
        swap.cancel();
        ModelStatus.Builder status = swap.status(phase, clock.instant()).setReason(reason);
        status.setDetail(detail).setSecurity(security);
        if (phase == StatusPhase.REJECTED) {
            refuse(status);
        } else {
            write(status);
        }
    }

    private void refuse(PendingCommand pending, DeployedModel model, String reason, String detail, boolean security) {
        refuse(pending.status(StatusPhase.REJECTED, clock.instant(), pending.kind(), model)
                .setReason(reason)
                .setDetail(detail)
                .setSecurity(security));
    }

    private void refuse(ModelStatus.Builder status) {
        if (status.getSecurity()) {
            metrics.suspected();
            LOGGER.warn(
                    "Security: slot {} refused the command at control offset {}: {}: {}",
                    settings.slot(),
                    status.getControlOffset(),
                    status.getReason(),
                    Printable.of(status.getDetail()));
        }
        metrics.rejected();
        write(status);
    }

    /** Something else serves instead of this model until it can be loaded again. */
    private void degrade(DeployedModel model, String reason, String detail) {
        BrokenModels.Why why = new BrokenModels.Why(reason, detail);
        if (!broken.add(model, why)) {
            return;
        }
        epoch++;
        LOGGER.warn("Slot {} cannot serve {}: {}: {}", settings.slot(), model, reason, Printable.of(detail));
        boolean isBeingConfirmed =
                current != null && current.stage == Swap.Stage.CONFIRMING && current.model.equals(model);
        // Its ACTIVE is still to come, and this must be the last word.
        if (!isBeingConfirmed) {
            writeDegraded(model, why);
        }
    }

    private void writeDegraded(DeployedModel model, BrokenModels.Why why) {
        if (!state.degraded.contains(model.sha256())) {
            write(about(StatusPhase.DEGRADED, model).setReason(why.reason()).setDetail(why.detail()));
        }
    }

    /** Models that could not serve before a restart, and now do. */
    private void restored() {
        if (state.degraded.isEmpty() || current != null || subtasks.serving(epoch) < subtasks.count()) {
            return;
        }
        for (DeployedModel model : state.models()) {
            if (state.degraded.contains(model.sha256()) && !broken.contains(model)) {
                write(about(StatusPhase.ACTIVE, model).setDetail("serves again"));
            }
        }
    }

    private ModelStatus.Builder about(StatusPhase phase, DeployedModel model) {
        return ModelStatus.newBuilder()
                .setTime(clock.instant())
                .setPhase(phase)
                .setSlot(settings.slot())
                .setModel(model.name())
                .setVersion(model.version())
                .setUri(model.uri())
                .setSha256(model.sha256())
                .setSize(model.size());
    }

    /** Both timeline and broken models change with the epoch only, and ticks and reports come many times in one. */
    private SlotView view() {
        if (view == null || view.epoch() != epoch) {
            view = broken.view(epoch, state);
        }
        return view;
    }

    private Instructions.Preparation preparation() {
        return current == null || !current.isBeingPrepared()
                ? null
                : new Instructions.Preparation(current.ticket(), current.model);
    }

    private List<Instructions.Fence> fences() {
        List<Instructions.Fence> fences = new ArrayList<>();
        if (current != null
                && current.stage != Swap.Stage.CONFIRMING
                && current.pending.effectiveFrom() != null
                && (current.stage == Swap.Stage.FENCING || current.pending.inBacklog())) {
            fences.add(fence(current.pending));
        }
        for (PendingCommand pending : queue) {
            if (pending.inBacklog() && pending.effectiveFrom() != null) {
                fences.add(fence(pending));
            }
        }
        return fences;
    }

    private static Instructions.Fence fence(PendingCommand pending) {
        return new Instructions.Fence(pending.ticket(), pending.effectiveFrom().toEpochMilli());
    }

    /** Folds a record at once and writes it with the next flush: nobody outside hears of the state before that. */
    private void write(ModelStatus.Builder record) {
        ModelStatus status = record.build();
        outbox.add(status);
        state.fold(status);
    }

    private void flush() {
        if (outbox.isEmpty()) {
            return;
        }
        try {
            state.journalOffset = journal.append(outbox);
            outbox.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the coordinator is closing", e);
        }
    }
}
