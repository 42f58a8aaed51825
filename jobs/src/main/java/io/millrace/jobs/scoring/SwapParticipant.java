package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.EventHeader;
import io.millrace.jobs.scoring.ModelLoader.Loaded;
import io.millrace.jobs.swap.Challenger;
import io.millrace.jobs.swap.CoordinatorLink;
import io.millrace.jobs.swap.DeployedModel;
import io.millrace.jobs.swap.Instructions;
import io.millrace.jobs.swap.SlotView;
import io.millrace.jobs.swap.SubtaskReport;
import io.millrace.jobs.swap.SubtaskReport.BrokenModel;
import io.millrace.jobs.swap.SubtaskReport.PreparationOutcome;
import io.millrace.jobs.swap.Timeline;
import io.millrace.jobs.swap.TimelineEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subtask's part in changing models: carries out the coordinator's instructions between two records, and knows which
 * model answers which event.
 *
 * <p>Task thread only. Instructions and loaded models come as mails, so they find no record half done; where an event must
 * wait, for a decision or a model, the task's thread works off such mails right there.
 */
final class SwapParticipant implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SwapParticipant.class);
    private static final DeployedModel PIPELINE_FILE =
            DeployedModel.ofPipelineFile("the model of the pipeline file", 0);

    /** What the participant needs of the operator. */
    interface Host {
        /** Answers all events that wait in the micro-batch. */
        void flush();

        /** There may be other challengers than before. */
        void onShadows(List<Shadow> shadows);
    }

    /**
     * A challenger that is ready.
     *
     * @param serving the model
     * @param percent share of the keys that it is asked about
     */
    record Shadow(Serving serving, int percent) {}

    /**
     * Who reports.
     *
     * @param subtask index of the subtask
     * @param attempt number of its execution
     */
    record Subtask(int subtask, int attempt) {}

    private final Subtask self;
    private final MailboxExecutor mailbox;
    private final Accounting accounting;
    private final OwnCuts cuts;
    private final ScoringMetrics counts;
    private final Host host;
    private final Servings servings;
    private final Fences fences = new Fences();
    private final Map<Long, Long> lowEventTimes = new TreeMap<>();

    private CoordinatorClient client;
    private Instructions instructions;
    private SlotView view;
    private Timeline timeline = Timeline.EMPTY;
    private List<TimelineEntry> entries = List.of();
    private Route[] routes = new Route[1];
    private long prepared = -1;
    private long lowEventTime = Long.MIN_VALUE;
    private long checkpoint;
    private SubtaskReport reported;

    /** A participant that has not begun. */
    SwapParticipant(
            Subtask self,
            ServingFactory factory,
            MailboxExecutor mailbox,
            Accounting accounting,
            OwnCuts cuts,
            ScoringMetrics counts,
            Host host) {
        this.self = self;
        this.mailbox = mailbox;
        this.accounting = accounting;
        this.cuts = cuts;
        this.counts = counts;
        this.host = host;
        servings = new Servings(new ModelLoader(
                factory,
                "model-loader-" + self.subtask(),
                () -> mailbox.execute(this::onLoaded, "a model is loaded, or not")));
    }

    /**
     * Waits for the first instructions, and until the model that serves the newest events is ready.
     *
     * @return the way to that model
     * @throws RuntimeException if neither it nor any before it can be loaded, nor the pipeline file's
     */
    Route start(CoordinatorLink link) throws InterruptedException {
        client = new CoordinatorClient(
                link,
                "coordinator-client-" + self.subtask(),
                report(),
                news -> mailbox.execute(() -> handle(news), "instructions of the coordinator"));
        client.start();
        while (instructions == null) {
            mailbox.yield();
        }
        Route newest = resolve(newest(), true);
        while (newest == null) {
            mailbox.yield();
            newest = resolve(newest(), true);
        }
        return newest;
    }

    /**
     * Who answers an event; null where it must wait: {@link #await}.
     *
     * @param header the event's
     * @param time the event's time, milliseconds
     */
    Route routeOf(SourceRecord record, EventHeader header, long time) {
        if (time >= fences.first()) {
            return null;
        }
        int index = index(record, header, time);
        if (index == Timeline.PIPELINE_FILE && routes.length > 1) {
            counts.beforeOldestEntry();
        }
        return routes[index + 1];
    }

    private int index(SourceRecord record, EventHeader header, long time) {
        int bucket = timeline.hasCanary()
                ? Timeline.bucket(record.key, header.idBytes(), header.idFrom(), header.idLength())
                : 0;
        return timeline.indexFor(record.partition, record.offset, time, bucket);
    }

    /**
     * Who answers an event, after waiting for whatever it must wait for. The micro-batch must be empty.
     *
     * @throws RuntimeException if neither its model nor any before it can be loaded, nor the pipeline file's
     */
    Route await(SourceRecord record, EventHeader header, long time) throws InterruptedException {
        while (true) {
            if (fences.hold(time)) {
                long start = System.nanoTime();
                mailbox.yield();
                counts.held(System.nanoTime() - start);
                continue;
            }
            Route route = resolve(index(record, header, time), true);
            if (route != null) {
                return route;
            }
            mailbox.yield();
        }
    }

    /** Whether the same model answers all events. */
    boolean hasOneRoute() {
        return routes.length == 1;
    }

    /** Ways to all models that are ready, those of the newest entries first. */
    List<Route> ready() {
        List<Route> ready = new ArrayList<>();
        for (int i = routes.length - 1; i >= 0; i--) {
            if (routes[i] != null) {
                ready.add(routes[i]);
            }
        }
        return ready;
    }

    /** The first event of a partition, not yet counted: from now on the partition is this subtask's. */
    void onFirstEvent(PartitionAccount account) {
        account.isReadHere = true;
        if (cuts.cut(timeline, account.partition, account.lastOffset + 1)) {
            timeline = cuts.in(timeline);
            publish();
        }
    }

    /**
     * A checkpoint is being taken.
     *
     * @param now wall clock, milliseconds
     */
    void onSnapshot(long id, long now) {
        lowEventTimes.put(id, accounting.takeLowEventTime(now));
        servings.onSnapshot(id, now);
    }

    /** A checkpoint is complete. */
    void onComplete(long id) {
        checkpoint = id;
        lowEventTime = Long.MAX_VALUE;
        lowEventTimes.entrySet().removeIf(low -> {
            if (low.getKey() <= id) {
                lowEventTime = Math.min(lowEventTime, low.getValue());
            }
            return low.getKey() <= id;
        });
        servings.onComplete(id);
        host.flush();
        if (servings.closeIdle(warm())) {
            refresh();
        }
        publish();
    }

    private void handle(Instructions next) {
        if (instructions != null && next.revision() <= instructions.revision()) {
            return;
        }
        host.flush();
        instructions = next;
        if (view == null || next.view().epoch() > view.epoch()) {
            apply(next.view());
        }
        Instructions.Preparation preparation = next.prepare();
        if (preparation != null && preparation.sequence() != prepared) {
            prepared = preparation.sequence();
            servings.forgive(preparation.model());
        }
        servings.retain(named());
        warmModels().forEach(servings::want);
        fences.set(next.fences(), accounting.maxEventTime());
        refresh();
        publish();
    }

    private void apply(SlotView next) {
        if (view != null) {
            counts.swap();
            LOGGER.info("Serves by view {}: {}", next.epoch(), next.timeline());
        }
        view = next;
        cuts.settle(next.timeline());
        for (PartitionAccount account : accounting.readHere()) {
            cuts.cut(next.timeline(), account.partition, account.lastOffset + 1);
        }
        timeline = cuts.in(next.timeline());
        entries = timeline.entries();
    }

    private void onLoaded() {
        servings.collect();
        refresh();
        publish();
    }

    /** Looks up the models of all entries again. */
    private void refresh() {
        routes = new Route[entries.size() + 1];
        for (int index = Timeline.PIPELINE_FILE; index < entries.size(); index++) {
            routes[index + 1] = isModel(index) ? find(index, false) : null;
        }
        List<Shadow> shadows = new ArrayList<>();
        for (Challenger challenger : view.shadows()) {
            Loaded loaded = servings.get(challenger.model());
            if (loaded != null && loaded.serving() != null) {
                shadows.add(new Shadow(loaded.serving(), challenger.percent()));
            }
        }
        host.onShadows(shadows);
    }

    private boolean isModel(int index) {
        return index < 0 || entries.get(index).kind() != TimelineEntry.Kind.CANARY_END;
    }

    /** Index of the entry that serves the newest events, without regard to keys. */
    private int newest() {
        int index = entries.size() - 1;
        while (index >= 0 && entries.get(index).kind() != TimelineEntry.Kind.CHAMPION) {
            index--;
        }
        return index;
    }

    /** As {@link #find}, and what is missing is loaded. */
    private Route resolve(int index, boolean load) {
        Route route = routes[index + 1];
        if (route == null) {
            route = find(index, load);
            routes[index + 1] = route;
        }
        return route;
    }

    /**
     * The way to the model of an entry; where that cannot be loaded, to the nearest champion before it, and at last to the
     * pipeline file's model. Null: one of them is not loaded yet.
     *
     * @param load whether to have that one loaded
     */
    private Route find(int index, boolean load) {
        String degradation = index < 0 ? "" : entries.get(index).degradation();
        for (int at = index; ; at = championBefore(at)) {
            DeployedModel model = at < 0 ? PIPELINE_FILE : entries.get(at).model();
            Loaded loaded = servings.get(model);
            if (loaded == null) {
                if (load && servings.want(model)) {
                    counts.lazyLoad();
                }
                return null;
            }
            if (loaded.serving() != null) {
                return loaded.serving().route(degradation);
            }
            if (at < 0) {
                return hopeless(loaded.failure(), load);
            }
            if (degradation.isEmpty()) {
                degradation = model + " cannot be loaded: " + loaded.failure().reason();
            }
        }
    }

    private static Route hopeless(LoadFailure failure, boolean needed) {
        if (!needed) {
            return null;
        }
        if (failure.cause() != null) {
            throw failure.cause();
        }
        throw new IllegalStateException("the model of the pipeline file cannot be loaded: " + failure.detail());
    }

    private int championBefore(int index) {
        int at = index - 1;
        while (at >= 0 && entries.get(at).kind() != TimelineEntry.Kind.CHAMPION) {
            at--;
        }
        return at;
    }

    /** Models that may be needed at any moment: those of the newest events first. */
    private List<DeployedModel> warmModels() {
        List<DeployedModel> warm = new ArrayList<>();
        int newest = newest();
        warm.add(newest < 0 ? PIPELINE_FILE : entries.get(newest).model());
        for (int index = newest + 1; index < entries.size(); index++) {
            if (isModel(index)) {
                warm.add(entries.get(index).model());
            }
        }
        if (instructions.prepare() != null) {
            warm.add(instructions.prepare().model());
        }
        warm.add(view.lastGood() == null ? PIPELINE_FILE : view.lastGood());
        view.shadows().forEach(challenger -> warm.add(challenger.model()));
        return warm;
    }

    private Set<ModelKey> warm() {
        Set<ModelKey> keys = new HashSet<>();
        warmModels().forEach(model -> keys.add(ModelKey.of(model)));
        return keys;
    }

    /** Models that may be needed at all. */
    private Set<ModelKey> named() {
        Set<ModelKey> keys = warm();
        entries.stream()
                .map(TimelineEntry::model)
                .filter(Objects::nonNull)
                .forEach(model -> keys.add(ModelKey.of(model)));
        keys.add(ModelKey.PIPELINE_FILE);
        return keys;
    }

    private void publish() {
        SubtaskReport report = report();
        if (!report.equals(reported)) {
            reported = report;
            client.send(report);
        }
    }

    private SubtaskReport report() {
        return new SubtaskReport(
                self.subtask(),
                self.attempt(),
                instructions == null ? -1 : instructions.revision(),
                view == null ? -1 : view.epoch(),
                preparationOutcome(),
                fences.standing(),
                fences.passed(),
                cuts.report(),
                accounting.nextOffsetsElsewhere(),
                broken(),
                lowEventTime,
                checkpoint);
    }

    private PreparationOutcome preparationOutcome() {
        Instructions.Preparation preparation = instructions == null ? null : instructions.prepare();
        Loaded loaded = preparation == null ? null : servings.get(preparation.model());
        if (loaded == null) {
            return null;
        }
        LoadFailure failure = loaded.failure();
        return failure == null
                ? new PreparationOutcome(
                        preparation.sequence(),
                        "",
                        loaded.serving().reason(),
                        loaded.serving().model().engine(),
                        loaded.millis())
                : new PreparationOutcome(
                        preparation.sequence(), failure.reason(), failure.detail(), "", loaded.millis());
    }

    private List<BrokenModel> broken() {
        if (view == null) {
            return List.of();
        }
        Map<ModelKey, BrokenModel> broken = new LinkedHashMap<>();
        List<DeployedModel> models = new ArrayList<>();
        entries.forEach(entry -> models.add(entry.model()));
        models.add(view.lastGood());
        view.shadows().forEach(challenger -> models.add(challenger.model()));
        models.stream().filter(Objects::nonNull).forEach(model -> {
            Loaded loaded = servings.get(model);
            if (loaded != null && loaded.failure() != null) {
                broken.put(
                        ModelKey.of(model),
                        new BrokenModel(
                                model,
                                loaded.failure().reason(),
                                loaded.failure().detail()));
            }
        });
        return List.copyOf(broken.values());
    }

    /** Stops talking and closes all models. */
    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        Arrays.fill(routes, null);
        servings.close();
    }
}
