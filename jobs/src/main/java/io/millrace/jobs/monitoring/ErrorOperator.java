package io.millrace.jobs.monitoring;

import io.millrace.jobs.decode.DecodeException;
import io.millrace.jobs.learning.Example;
import io.millrace.jobs.learning.LoggedPrediction;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.DriftPerformance;
import io.millrace.jobs.pipeline.DriftWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
 * Turns predictions with labels into errors, and holds the model's estimates of itself against labels. Nothing waits here across a watermark's
 * pane or a checkpoint, so there is no state.
 */
final class ErrorOperator extends AbstractStreamOperator<ValueChunk>
        implements OneInputStreamOperator<Example, ValueChunk> {
    /** Estimates and truth of predictions with labels. */
    static final OutputTag<PanePart> LABELLED = new OutputTag<>("labelled", TypeInformation.of(PanePart.class));

    private static final long serialVersionUID = 1L;

    private final ArrayList<DetectorPlan> plans;
    private final DriftWindow window;
    private final DriftPerformance performance;

    private transient LoggedPrediction prediction;
    private transient int[] outputOfPlan;
    private transient ValueBuffer values;
    private transient StreamRecord<ValueChunk> reused;
    private transient int probability;
    private transient Map<String, OpenPerformance> performanceByModel;
    private transient StreamRecord<PanePart> part;
    private transient Counter examples;
    private transient Counter unusable;

    /**
     * An operator.
     *
     * @param plans detectors that all watch errors
     * @param performance which estimates are held against labels; null: none
     */
    ErrorOperator(List<DetectorPlan> plans, DriftWindow window, DriftPerformance performance) {
        this.plans = new ArrayList<>(plans);
        this.window = window;
        this.performance = performance;
    }

    @Override
    public void open() throws Exception {
        super.open();
        List<String> outputs = Stream.concat(
                        plans.stream().map(DetectorPlan::name),
                        Stream.ofNullable(performance).map(DriftPerformance::output))
                .distinct()
                .toList();
        probability = performance == null ? -1 : outputs.indexOf(performance.output());
        performanceByModel = new HashMap<>();
        part = new StreamRecord<>(null);
        prediction = new LoggedPrediction(outputs);
        outputOfPlan =
                plans.stream().mapToInt(plan -> outputs.indexOf(plan.name())).toArray();
        reused = new StreamRecord<>(null);
        values = new ValueBuffer(
                plans.stream().map(DetectorPlan::id).toList(), chunk -> output.collect(reused.replace(chunk)));
        MetricGroup group = getMetricGroup().addGroup("millrace");
        examples = group.counter("labelled_predictions", new SimpleCounter());
        unusable = group.counter("labels_without_error", new SimpleCounter());
    }

    @Override
    public void processElement(StreamRecord<Example> element) {
        Example example = element.getValue();
        if (!example.labelled) {
            return;
        }
        examples.inc();
        double label = label(example);
        try {
            prediction.read(example.prediction);
        } catch (DecodeException e) {
            label = Double.NaN; // its head could be read, the rest is damaged
        }
        if (Double.isNaN(label)) {
            unusable.inc();
            return;
        }
        for (int i = 0; i < outputOfPlan.length; i++) {
            double error = error(plans.get(i).watch(), prediction.outputs()[outputOfPlan[i]], label);
            values.add(i, prediction.model(), example.time, example.partition, example.offset, error);
        }
        if (probability >= 0) {
            performanceByModel
                    .computeIfAbsent(prediction.model(), this::open)
                    .at(example.time)
                    .add(prediction.outputs()[probability], label);
        }
    }

    private OpenPerformance open(String model) {
        return new OpenPerformance(
                model, performance.subject() + PerformanceOperator.LABELLED, window, performance.decision());
    }

    /** NaN where a label is no number, and where a class is asked for and the label is none. */
    static double error(DetectorPlan.Watch watch, double score, double label) {
        if (Double.isNaN(score)) {
            return Double.NaN;
        }
        return switch (watch) {
            case WRONG -> label == 0 || label == 1 ? ((score > 0.5) == (label == 1) ? 0 : 1) : Double.NaN;
            case ABSOLUTE_ERROR -> Math.abs(label - score);
            case SQUARED_ERROR -> (label - score) * (label - score);
            case FEATURE, SCORE -> throw new IllegalArgumentException("must be an error: " + watch);
        };
    }

    private static double label(Example example) {
        if (example.text == null) {
            return example.number;
        }
        try {
            return Double.parseDouble(example.text);
        } catch (NumberFormatException e) {
            return Double.NaN; // the name of a class: no error can be told without knowing its place
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        values.flush();
        emitPerformance(mark.getTimestamp());
        super.processWatermark(mark);
    }

    private void emitPerformance(long until) {
        for (OpenPerformance open : performanceByModel.values()) {
            open.emit(until, filled -> output.collect(LABELLED, part.replace(filled)));
        }
    }

    /** Everything leaves, and models are forgotten: they come and go. */
    private void emitAll() {
        values.flush();
        emitPerformance(Long.MAX_VALUE);
        performanceByModel.clear();
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
}
