package io.millrace.jobs.monitoring;

import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.jobs.decode.DecodeException;
import io.millrace.jobs.learning.LoggedPrediction;
import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.DriftPerformance;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * The first of two stages: each subtask counts the features and outputs of the predictions that it reads, by model version and pane, in
 * summaries that merge. They leave when time has come to the end of their pane, and before each checkpoint, so there is no state here. What
 * sequential detectors are to see leaves beside them.
 */
final class ProfileOperator extends AbstractStreamOperator<PanePart>
        implements OneInputStreamOperator<PredictionRecord, PanePart> {
    /** Values for sequential detectors. */
    static final OutputTag<ValueChunk> VALUES = new OutputTag<>("values", TypeInformation.of(ValueChunk.class));

    /** What is only counted. */
    static final OutputTag<Measurement> NOTICES = new OutputTag<>("notices", TypeInformation.of(Measurement.class));

    /** What probabilities say of the model. */
    static final OutputTag<PanePart> PERFORMANCE = new OutputTag<>("performance", TypeInformation.of(PanePart.class));

    private static final long serialVersionUID = 1L;

    private final MonitoringSettings settings;
    private final WatchedModels.Factory factory;

    private transient WatchedModels models;
    private transient Map<String, ModelPanes> panesByModel;
    private transient LoggedPrediction prediction;
    private transient ValueBuffer values;
    private transient StreamRecord<PanePart> part;
    private transient StreamRecord<PanePart> performancePart;
    /** Place of the output that is a probability; -1: nobody asks. */
    private transient int probability;

    private transient StreamRecord<ValueChunk> chunk;
    private transient Counter profiled;
    private transient Counter fallbacks;
    private transient Counter late;
    private transient long watermark;
    private transient long newest;
    private transient Clock clock;
    /** The latest time that could be true when the clock was asked last. */
    private transient long plausible;

    ProfileOperator(MonitoringSettings settings, WatchedModels.Factory factory) {
        this.settings = settings;
        this.factory = factory;
    }

    /** What is open of a model. */
    private static final class ModelPanes implements LoggedPrediction.Features {
        private final String model;
        private final Optional<Columns> columns;
        private final Map<Long, FeatureWindow[]> panes = new HashMap<>();
        private final Map<Notice, Long> notices = new EnumMap<>(Notice.class);
        private double[] numbers = {};
        private String[] texts = {};
        private long lastPane = Long.MIN_VALUE;
        private FeatureWindow[] lastWindows;
        /** Null where nobody asks. */
        private final OpenPerformance performance;

        private boolean used;

        private ModelPanes(String model, Optional<Columns> columns, OpenPerformance performance) {
            this.model = model;
            this.columns = columns;
            this.performance = performance;
            columns.ifPresent(known -> {
                numbers = new double[known.size()];
                texts = new String[known.size()];
            });
        }

        @Override
        public boolean wants(int column) {
            return column < texts.length && columns.get().isWatched(column);
        }

        @Override
        public void number(int column, double value) {
            if (column < numbers.length) {
                numbers[column] = value;
            }
        }

        @Override
        public void text(int column, String value) {
            texts[column] = value;
        }

        private void notice(Notice notice) {
            notices.merge(notice, 1L, Long::sum);
        }

        private FeatureWindow[] windows(long pane) {
            if (pane != lastPane) {
                lastPane = pane;
                lastWindows = panes.computeIfAbsent(pane, any -> columns.get().newWindows());
            }
            return lastWindows;
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        models = factory.create(settings);
        panesByModel = new HashMap<>();
        prediction = new LoggedPrediction(settings.outputs());
        part = new StreamRecord<>(null);
        performancePart = new StreamRecord<>(null);
        DriftPerformance plan = settings.performance();
        probability = plan == null ? -1 : settings.outputs().indexOf(plan.output());
        chunk = new StreamRecord<>(null);
        values = new ValueBuffer(
                settings.detectors().stream().map(DetectorPlan::id).toList(),
                filled -> output.collect(VALUES, chunk.replace(filled)));
        watermark = Long.MIN_VALUE;
        newest = Long.MIN_VALUE;
        plausible = Long.MIN_VALUE;
        clock = Clock.systemUTC();
        MetricGroup group = getMetricGroup().addGroup("millrace");
        profiled = group.counter("predictions_profiled", new SimpleCounter());
        fallbacks = group.counter("predictions_fallback", new SimpleCounter());
        late = group.counter("predictions_late", new SimpleCounter());
    }

    @Override
    public void processElement(StreamRecord<PredictionRecord> element) {
        PredictionRecord record = element.getValue();
        if (record.eventTime > plausible) {
            // The clock is asked only where a time has come that is later than all that could be true before.
            plausible = clock.millis() + settings.maxAheadMillis();
        }
        boolean ahead = record.eventTime > plausible;
        if (!ahead) {
            newest = Math.max(newest, record.eventTime);
        }
        if (record.kind != PredictionRecord.Kind.SCORED) {
            fallbacks.inc(); // no model has answered
            return;
        }
        ModelPanes model = null;
        try {
            prediction.read(record.value);
            model = panes(prediction.model());
            if (ahead) {
                model.notice(Notice.AHEAD);
            } else {
                profile(record, model);
            }
        } catch (DecodeException e) {
            // Its head could be read, the rest is damaged.
            (model == null ? panes("") : model).notice(Notice.UNREADABLE);
        }
    }

    private ModelPanes panes(String label) {
        ModelPanes panes = panesByModel.get(label);
        if (panes == null) {
            Optional<WatchedModel> model = label.isEmpty() ? Optional.empty() : models.find(label);
            panes = new ModelPanes(label, model.map(found -> Columns.of(found, settings)), performance(label));
            panesByModel.put(label, panes);
        }
        panes.used = true;
        return panes;
    }

    private OpenPerformance performance(String model) {
        DriftPerformance plan = settings.performance();
        return plan == null ? null : new OpenPerformance(model, plan.subject(), settings.window(), plan.decision());
    }

    private void profile(PredictionRecord record, ModelPanes model) {
        if (model.columns.isEmpty()) {
            model.notice(Notice.UNKNOWN_MODEL);
            return;
        }
        Columns columns = model.columns.get();
        Arrays.fill(model.numbers, Double.NaN);
        Arrays.fill(model.texts, null);
        if (prediction.readFeatures(model) != columns.features()) {
            model.notice(Notice.OTHER_FEATURES);
            return;
        }
        if (columns.isReferenceForeign()) {
            model.notice(Notice.FOREIGN_REFERENCE);
        }
        System.arraycopy(prediction.outputs(), 0, model.numbers, columns.features(), prediction.outputs().length);
        watch(record, model, columns);
        long pane = settings.window().paneOf(record.eventTime);
        if (settings.window().endOf(pane) - 1 <= watermark) {
            late.inc();
            model.notice(Notice.LATE);
            return;
        }
        profiled.inc();
        if (probability >= 0) {
            model.performance.at(record.eventTime).add(prediction.outputs()[probability]);
        }
        FeatureWindow[] windows = model.windows(pane);
        for (int i = 0; i < windows.length; i++) {
            FeatureWindow window = windows[i];
            if (window instanceof NumericWindow numbers) {
                if (model.texts[i] == null) {
                    numbers.add(model.numbers[i]);
                } else {
                    numbers.addInvalid();
                }
            } else if (window instanceof CategoricalWindow texts) {
                if (Double.isNaN(model.numbers[i])) {
                    texts.add(model.texts[i]);
                } else {
                    texts.addInvalid();
                }
            }
        }
    }

    private void watch(PredictionRecord record, ModelPanes model, Columns columns) {
        for (int i = 0; i < settings.detectors().size(); i++) {
            int column = columns.columnOfDetector(i);
            if (column >= 0) {
                values.add(i, model.model, record.eventTime, record.partition, record.offset, model.numbers[column]);
            }
        }
    }

    // --- out ---

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        watermark = mark.getTimestamp();
        for (ModelPanes model : panesByModel.values()) {
            emitClosed(model);
            emitPerformance(model, watermark);
        }
        values.flush();
        super.processWatermark(mark);
    }

    private void emitClosed(ModelPanes model) {
        Iterator<Map.Entry<Long, FeatureWindow[]>> panes =
                model.panes.entrySet().iterator();
        while (panes.hasNext()) {
            Map.Entry<Long, FeatureWindow[]> pane = panes.next();
            if (settings.window().endOf(pane.getKey()) - 1 <= watermark) {
                emit(model, pane.getKey(), pane.getValue());
                panes.remove();
                model.lastPane = Long.MIN_VALUE;
            }
        }
    }

    private void emitPerformance(ModelPanes model, long until) {
        if (model.performance != null) {
            model.performance.emit(until, filled -> output.collect(PERFORMANCE, performancePart.replace(filled)));
        }
    }

    private void emit(ModelPanes model, long pane, FeatureWindow[] windows) {
        for (int i = 0; i < windows.length; i++) {
            if (windows[i] != null && windows[i].rows() > 0) {
                PanePart filled = new PanePart();
                filled.model = model.model;
                filled.subject = model.columns.get().subject(i);
                filled.pane = pane;
                filled.values = bytes(windows[i]);
                output.collect(part.replace(filled));
            }
        }
    }

    private static byte[] bytes(FeatureWindow window) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            window.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        emitAll();
    }

    @Override
    public void finish() throws Exception {
        emitAll();
        super.finish();
    }

    /** Everything leaves, and models that have not answered since the last time are forgotten. */
    private void emitAll() {
        values.flush();
        List<ModelPanes> all = new ArrayList<>(panesByModel.values());
        for (ModelPanes model : all) {
            model.panes.forEach((pane, windows) -> emit(model, pane, windows));
            model.panes.clear();
            model.lastPane = Long.MIN_VALUE;
            emitPerformance(model, Long.MAX_VALUE);
            model.notices.forEach((notice, count) -> tell(model.model, notice, count));
            model.notices.clear();
            if (!model.used) {
                panesByModel.remove(model.model);
            }
            model.used = false;
        }
    }

    private void tell(String model, Notice notice, long count) {
        long time = newest == Long.MIN_VALUE ? 0 : newest; // nothing plausible has come yet
        Measurement measurement = Measurement.of(notice.kind(), time, model, "", "");
        measurement.value = count;
        measurement.n = count;
        measurement.cause = notice.cause();
        output.collect(NOTICES, new StreamRecord<>(measurement));
    }

    @Override
    public void close() throws Exception {
        if (models != null) {
            models.close();
        }
        super.close();
    }
}
