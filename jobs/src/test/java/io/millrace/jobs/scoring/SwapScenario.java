package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.WeightedModel.slot;

import io.millrace.jobs.pipeline.Slot;
import io.millrace.jobs.swap.Challenger;
import io.millrace.jobs.swap.Cut;
import io.millrace.jobs.swap.DeployedModel;
import io.millrace.jobs.swap.Instructions.Fence;
import io.millrace.jobs.swap.Instructions.Preparation;
import io.millrace.jobs.swap.SlotView;
import io.millrace.jobs.swap.SubtaskReport;
import io.millrace.jobs.swap.Timeline;
import io.millrace.jobs.swap.TimelineEntry;
import io.millrace.jobs.swap.TimelineEntry.Kind;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/** A scoring operator with a store of models and a coordinator that says what the test wants. */
final class SwapScenario implements AutoCloseable {
    private static final Path OTHER = Path.of("src", "test", "resources", "it", "model");

    private final Path folder;
    private final ModelStore store;
    private final ScoringSettings settings;
    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final List<TimelineEntry> entries = new ArrayList<>();
    private List<Challenger> shadows = List.of();
    private DeployedModel lastGood;
    private long epoch;
    private OperatorScenario operator;

    SwapScenario(Path folder) throws IOException {
        this(folder, slot(4, Duration.ofMinutes(1), Double.NaN));
    }

    SwapScenario(Path folder, Slot slot) throws IOException {
        this.folder = folder;
        store = ModelStore.open(Files.createDirectories(folder.resolve("store")));
        settings = WeightedModel.settings(slot, store.folder().toString());
    }

    /** Starts the only subtask. */
    SwapScenario started() throws Exception {
        operator = OperatorScenario.subtask(settings, coordinator.links(), 1, 0);
        return this;
    }

    OperatorScenario subtask(int parallelism, int subtask, OperatorSubtaskState... from) throws Exception {
        return OperatorScenario.subtask(settings, coordinator.links(), parallelism, subtask, from);
    }

    OperatorScenario operator() {
        return operator;
    }

    ScriptedCoordinator coordinator() {
        return coordinator;
    }

    ScoringSettings settings() {
        return settings;
    }

    ModelStore store() {
        return store;
    }

    /** The weighted model under another version, in the store. */
    DeployedModel weighted(long version) throws IOException {
        return stored(bundle(WeightedModel.PATH, "weighted", version), "weighted", version);
    }

    /** A model with fewer inputs and another output, in the store. */
    DeployedModel other(long version) throws IOException {
        return stored(bundle(OTHER, "it", version), "it", version);
    }

    /** A bundle that no slot of the test pipeline can take: its inputs have other names. */
    DeployedModel unfit(long version) throws IOException {
        Path bundle = bundle(WeightedModel.PATH, "weighted", version);
        Path manifest = bundle.resolve("model.yaml");
        Files.writeString(manifest, Files.readString(manifest).replace("name: b,", "name: nobody,"));
        return stored(bundle, "weighted", version);
    }

    /** A file that is no model. */
    DeployedModel truncated(long version) throws IOException {
        Path bundle = bundle(WeightedModel.PATH, "weighted", version);
        byte[] whole = Files.readAllBytes(bundle.resolve("model.onnx"));
        Files.write(bundle.resolve("model.onnx"), java.util.Arrays.copyOf(whole, whole.length / 2));
        return stored(bundle, "weighted", version);
    }

    private Path bundle(Path from, String name, long version) throws IOException {
        Path bundle = Files.createTempDirectory(folder, name);
        Files.copy(from.resolve("model.onnx"), bundle.resolve("model.onnx"));
        Files.writeString(
                bundle.resolve("model.yaml"),
                Files.readString(from.resolve("model.yaml")).replace("version: 3", "version: " + version));
        return bundle;
    }

    private DeployedModel stored(Path bundle, String name, long version) {
        StoredModel stored = store.add(bundle);
        return new DeployedModel(
                name,
                version,
                stored.sha256(),
                stored.size(),
                stored.path().toUri().toString());
    }

    /** An entry from an event time on. */
    static TimelineEntry at(long sequence, DeployedModel model, long eventTime) {
        return new TimelineEntry(sequence, Kind.CHAMPION, model, 100, Cut.atEventTime(eventTime), "");
    }

    /** An entry from these offsets on. */
    static TimelineEntry now(long sequence, DeployedModel model, Map<Integer, Long> offsets) {
        return new TimelineEntry(sequence, Kind.CHAMPION, model, 100, Cut.atOffsets(offsets), "");
    }

    /** A canary from an event time on. */
    static TimelineEntry canary(long sequence, DeployedModel model, int percent, long eventTime) {
        return new TimelineEntry(sequence, Kind.CANARY, model, percent, Cut.atEventTime(eventTime), "");
    }

    /** Replaces the timeline. */
    SwapScenario timeline(TimelineEntry... next) {
        entries.clear();
        entries.addAll(List.of(next));
        return this;
    }

    SwapScenario lastGood(DeployedModel model) {
        lastGood = model;
        return this;
    }

    SwapScenario shadows(Challenger... challengers) {
        shadows = List.of(challengers);
        return this;
    }

    /** The view as it is now, with a new epoch. */
    SlotView view() {
        return new SlotView(++epoch, new Timeline(entries), shadows, lastGood);
    }

    /** Wants the view of now, without fences. */
    SwapScenario instruct() {
        coordinator.instruct(view(), null, List.of());
        return this;
    }

    /** Wants a model prepared, and fences. */
    SwapScenario prepare(long sequence, DeployedModel model, Fence... fences) {
        coordinator.instruct(coordinator.instructions().view(), new Preparation(sequence, model), List.of(fences));
        return this;
    }

    /** Lets the operator work until it has the newest instructions, and every model that is wanted or broken is known. */
    SwapScenario settled() throws Exception {
        return settled(report -> report.revision() == coordinator.instructions().revision());
    }

    /** Lets the operator work until its report is as wanted. */
    SwapScenario settled(Predicate<SubtaskReport> condition) throws Exception {
        operator.runMailsUntil(() -> report() != null && condition.test(report()));
        return this;
    }

    SubtaskReport report() {
        return coordinator.newest(0);
    }

    /** Ends the operator and goes on with its restored copy. */
    SwapScenario restored() throws Exception {
        operator.restore();
        return this;
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.close();
        }
    }
}
