package io.millrace.jobs.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A coordinator with subtasks, control topic, journal and checkpoints in memory, on one thread. */
final class SwapWorld {
    static final DeployedModel PIPELINE_FILE = DeployedModel.ofPipelineFile("base", 1);
    static final Duration PREPARE_TIMEOUT = Duration.ofSeconds(60);
    static final long LATENESS = 1_000;

    final SettableClock clock = new SettableClock();
    final FakeJournal journal = new FakeJournal();
    final FakeArtefacts artefacts = new FakeArtefacts();
    final List<FakeSubtask> subtasks = new ArrayList<>();

    /** Who answered, by partition and offset. */
    final Map<Integer, NavigableMap<Long, String>> answers = new TreeMap<>();

    /** The control topic, by offset. */
    final NavigableMap<Long, byte[]> control = new TreeMap<>();

    CommandReader reader = SwapWorld::readUnsigned;
    SwapDesk desk;
    SwapState state;

    private final int parallelism;
    private final int partitions;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private long handedOver;
    private long nextControlOffset;
    private int ids;
    private long checkpoints;
    private byte[] lastSnapshot;
    private final SwapState decided = new SwapState(PIPELINE_FILE);
    private final Set<Challenger> everShadows = new HashSet<>();
    private int checked;
    private List<FakeSubtask.Kept> lastKept;

    SwapWorld(int parallelism, int partitions) {
        this.parallelism = parallelism;
        this.partitions = partitions;
        for (int i = 0; i < parallelism; i++) {
            subtasks.add(subtask(i, 0));
        }
    }

    /** A world whose coordinator has read an empty control topic, and whose subtasks run. */
    static SwapWorld running(int parallelism) {
        SwapWorld world = new SwapWorld(parallelism, 2 * parallelism);
        world.start();
        world.pump();
        return world;
    }

    private FakeSubtask subtask(int index, int attempt) {
        List<Integer> own = IntStream.range(0, partitions)
                .filter(partition -> partition % parallelism == index)
                .boxed()
                .toList();
        return new FakeSubtask(this, index, attempt, own);
    }

    static ControlCommand readUnsigned(byte[] record) {
        try {
            return MessageCodec.CONTROL_COMMAND.decode(record);
        } catch (MessageFormatException e) {
            throw new CommandReader.Refusal(
                    "UNREADABLE", "must be a command, found " + record.length + " bytes", false);
        }
    }

    SwapSettings settings() {
        return new SwapSettings("p", "s", PIPELINE_FILE, PREPARE_TIMEOUT, Duration.ofMillis(LATENESS));
    }

    /** A coordinator without a checkpoint. */
    void start() {
        start(new SwapState(PIPELINE_FILE), true);
    }

    /**
     * A coordinator from a state.
     *
     * @param readsControl whether the control topic can be read
     */
    void start(SwapState from, boolean readsControl) {
        tasks.clear();
        state = from;
        desk = new SwapDesk(
                settings(),
                from,
                journal,
                artefacts,
                reader,
                new SubtaskDesk(subtasks.size(), clock),
                new SwapMetrics(new UnregisteredMetricsGroup()),
                clock,
                tasks::add);
        try {
            handedOver = desk.start();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (readsControl) {
            handOver();
            desk.caughtUp();
        }
    }

    /** What the control topic has and the coordinator does not. */
    void handOver() {
        List<ControlRecord> records = new ArrayList<>();
        control.tailMap(handedOver, true).forEach((offset, value) -> records.add(new ControlRecord(offset, value)));
        if (!records.isEmpty()) {
            handedOver = records.get(records.size() - 1).offset() + 1;
            desk.commands(records);
        }
    }

    /** All that can happen without time passing or events coming. */
    void pump() {
        boolean any = true;
        for (int rounds = 0; any; rounds++) {
            assertThat(rounds).as("rounds without coming to rest").isLessThan(100_000);
            any = runTasks();
            for (FakeSubtask subtask : List.copyOf(subtasks)) {
                any |= subtask.talk();
            }
        }
    }

    boolean runTasks() {
        boolean any = !tasks.isEmpty();
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        return any;
    }

    /** Time passes, noticed by the coordinator. */
    void pass(Duration time) {
        clock.pass(time);
        desk.tick();
        pump();
    }

    /** Puts a record on the control topic, which the coordinator reads at once; its offset. */
    long send(byte[] record) {
        long offset = put(record);
        handOver();
        pump();
        return offset;
    }

    /** Puts a record on the control topic. */
    long put(byte[] record) {
        control.put(nextControlOffset, record);
        return nextControlOffset++;
    }

    /** The control topic has no record at its next offset. */
    void skipOffset() {
        nextControlOffset++;
    }

    ControlCommand command(CommandKind kind, Consumer<ControlCommand.Builder> details) {
        ControlCommand.Builder command = ControlCommand.newBuilder()
                .setId("c" + ids++)
                .setPipeline("p")
                .setSlot("s")
                .setKind(kind)
                .setIssuer("alice")
                .setIssuedAt(clock.instant())
                .setNotAfter(clock.instant().plus(Duration.ofHours(1)));
        details.accept(command);
        return command.build();
    }

    static byte[] bytes(ControlCommand command) {
        return MessageCodec.CONTROL_COMMAND.encode(command);
    }

    /** Sends a command; its id. */
    String send(CommandKind kind, Consumer<ControlCommand.Builder> details) {
        ControlCommand command = command(kind, details);
        send(bytes(command));
        return command.getId();
    }

    /** Names a new model in a command. */
    static Consumer<ControlCommand.Builder> model(String name, long version) {
        return command -> command.setModel(name)
                .setVersion(version)
                .setUri("file:/models/" + name + "-" + version + ".zip")
                .setSha256(sha(name, version))
                .setSize(1_000 + version);
    }

    static DeployedModel deployed(String name, long version) {
        return new DeployedModel(
                name, version, sha(name, version), 1_000 + version, "file:/models/" + name + "-" + version + ".zip");
    }

    static String sha(String name, long version) {
        return String.format("%064x", (name + "@" + version).hashCode() & 0xFFFFFFFFL);
    }

    String deploy(String name, long version) {
        return send(CommandKind.DEPLOY, model(name, version));
    }

    String deployAt(String name, long version, long eventTime) {
        return send(
                CommandKind.DEPLOY,
                model(name, version).andThen(command -> command.setEffectiveFrom(Instant.ofEpochMilli(eventTime))));
    }

    /** Records about a command. */
    List<ModelStatus> about(String id) {
        return journal.records.stream()
                .filter(status -> status.getCommandId().equals(id))
                .toList();
    }

    List<StatusPhase> phases(String id) {
        return about(id).stream().map(ModelStatus::getPhase).toList();
    }

    ModelStatus last(String id) {
        List<ModelStatus> all = about(id);
        return all.get(all.size() - 1);
    }

    ModelStatus last() {
        return journal.records.get(journal.records.size() - 1);
    }

    List<ModelStatus> of(StatusPhase phase) {
        return journal.records.stream()
                .filter(status -> status.getPhase() == phase)
                .toList();
    }

    /** Event times grow by 10 with the offset, with up to 200 of disorder. */
    long eventTime(int partition, long offset) {
        return 10 * offset + Math.floorMod(31 * offset + 17L * partition, 200);
    }

    static int bucket(int partition, long offset) {
        byte[] key = ("k" + (partition * 7L + offset) % 97).getBytes(StandardCharsets.UTF_8);
        return Timeline.bucket(key, key, 0, key.length);
    }

    FakeSubtask owner(int partition) {
        return subtasks.get(partition % subtasks.size());
    }

    /** Lets every partition answer events up to an offset, exclusive, as far as fences allow. */
    void processTo(long offset) {
        for (FakeSubtask subtask : subtasks) {
            for (int partition : subtask.partitions) {
                boolean goesOn = true;
                while (goesOn && subtask.next.get(partition) < offset) {
                    goesOn = subtask.process(partition);
                }
            }
        }
    }

    /** A checkpoint from beginning to end. */
    void checkpoint() {
        checkpoints++;
        byte[] snapshot = desk.snapshot(checkpoints);
        List<FakeSubtask.Kept> kept =
                subtasks.stream().map(FakeSubtask::snapshot).toList();
        complete(snapshot, kept);
    }

    /** The coordinator's part of a checkpoint; its number. */
    byte[] beginCheckpoint() {
        checkpoints++;
        return desk.snapshot(checkpoints);
    }

    void complete(byte[] snapshot, List<FakeSubtask.Kept> kept) {
        lastSnapshot = snapshot;
        lastKept = kept;
        subtasks.forEach(subtask -> subtask.complete(checkpoints));
        pump();
        desk.checkpointComplete(checkpoints);
        pump();
    }

    byte[] lastSnapshot() {
        return lastSnapshot;
    }

    /** A subtask fails and starts again from the last checkpoint, alone. */
    void restartSubtask(int index) {
        desk.subtaskGone(index, subtasks.get(index).attempt);
        replace(index);
    }

    private void replace(int index) {
        FakeSubtask before = subtasks.get(index);
        FakeSubtask after = subtask(index, before.attempt + 1);
        after.unloadable.putAll(before.unloadable);
        if (lastKept != null) {
            after.restore(lastKept);
        }
        subtasks.set(index, after);
        after.next.forEach((partition, offset) -> {
            NavigableMap<Long, String> answered = answers.get(partition);
            if (answered != null) {
                answered.tailMap(offset, true).clear(); // not committed
            }
        });
    }

    /** Everything fails and starts again from the last checkpoint, or without one from the beginning. */
    void restartAll() {
        for (int i = 0; i < subtasks.size(); i++) {
            replace(i);
        }
        start(
                lastSnapshot == null ? new SwapState(PIPELINE_FILE) : SnapshotCodec.decode(lastSnapshot, PIPELINE_FILE),
                true);
    }

    /** The job is started anew without a checkpoint: it reads everything from the beginning. */
    void startAfresh() {
        lastSnapshot = null;
        lastKept = null;
        restartAll();
    }

    /** The state that the journal alone gives. */
    SwapState folded() {
        SwapState folded = new SwapState(PIPELINE_FILE);
        journal.records.forEach(folded::fold);
        return folded;
    }

    /** A subtask may serve only by what is written down; it may be late to hear that something has ended. */
    void checkDecided(SlotView view) {
        for (; checked < journal.records.size(); checked++) {
            decided.fold(journal.records.get(checked));
            everShadows.addAll(decided.shadows);
        }
        for (TimelineEntry entry : view.timeline().entries()) {
            assertThat(decided.entries)
                    .as("entries of the journal")
                    .anyMatch(known -> known.sequence() == entry.sequence()
                            && (!entry.degradation().isEmpty()
                                    || entry.kind() == TimelineEntry.Kind.CANARY_END
                                    || known.model().equals(entry.model())));
        }
        assertThat(everShadows).as("shadows of the journal").containsAll(view.shadows());
    }

    /** Labels that the newest events are answered by, by subtask. */
    List<String> champions() {
        return subtasks.stream()
                .map(subtask -> {
                    Timeline timeline = subtask.view.timeline();
                    int newest = timeline.indexFor(0, Long.MAX_VALUE, Long.MAX_VALUE, 100);
                    return newest == Timeline.PIPELINE_FILE
                            ? PIPELINE_FILE.label()
                            : timeline.entries().get(newest).model().label();
                })
                .toList();
    }
}
