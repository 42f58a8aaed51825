package io.millrace.cli.demo;

import io.millrace.cli.terminal.FailedException;
import io.millrace.jobs.audit.AnswerReader;
import io.millrace.model.ModelId;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts answers and holds them against the labels. One thread. */
final class DemoAnswers implements AnswerReader.Listener {
    /** The models' output that is held against the labels. */
    static final String PROBABILITY = "probability_late";

    private static final long LONGEST_LATENCY_MS = 3_600_000;

    private final Map<String, Boolean> labels;
    private final MonthlyQuality quality = new MonthlyQuality();
    private final Map<String, BinaryQuality> qualityByModel = new TreeMap<>();
    private final Map<String, Long> answersByModel = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> firstOffsets = new TreeMap<>();
    private final AnswerLog log = new AnswerLog();
    private final Histogram latency = new Histogram(LONGEST_LATENCY_MS, 3);
    private long predictions;
    private long fallbacks;
    private long deadLetters;
    private double firstPredictionSeconds = Double.NaN;

    /** Holds probabilities against these labels. */
    DemoAnswers(Map<String, Boolean> labels) {
        this.labels = labels;
    }

    long total() {
        return predictions + fallbacks + deadLetters;
    }

    /** Answers by a model. */
    long predictions() {
        return predictions;
    }

    @Override
    public void prediction(Prediction prediction) {
        long now = System.currentTimeMillis();
        if (Double.isNaN(firstPredictionSeconds)) {
            firstPredictionSeconds = (now - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
        }
        long millis = now - prediction.getIngestTime().toEpochMilli();
        latency.recordValue(Math.max(0, Math.min(LONGEST_LATENCY_MS, millis)));
        if (prediction.getKind() == AnswerKind.FALLBACK) {
            fallbacks++;
            return;
        }
        predictions++;
        String model = prediction.getModel() + "@" + prediction.getModelVersion();
        answersByModel.merge(model, 1L, Long::sum);
        firstOffsets
                .computeIfAbsent(model, none -> new TreeMap<>())
                .merge(prediction.getPartition(), prediction.getOffset(), Math::min);
        log.add(
                prediction.getPartition(),
                prediction.getOffset(),
                prediction.getEventTime().toEpochMilli(),
                model);
        Boolean late = labels.get(prediction.getEventId());
        Object probability = prediction.getOutputs().get(PROBABILITY);
        if (late != null && probability instanceof Double number) {
            quality.add(prediction.getEventTime(), number, late);
            qualityByModel.computeIfAbsent(model, none -> new BinaryQuality()).add(number, late);
        }
    }

    @Override
    public void deadLetter(DeadLetter deadLetter) {
        deadLetters++;
    }

    @Override
    public void unreadable(String topic, int partition, long offset) {
        throw new FailedException("an answer cannot be read: " + topic + " " + partition + "@" + offset);
    }

    String line(long events, long nanos) {
        int done = (int) (20 * Math.min(events, total()) / events);
        return String.format(
                Locale.ROOT,
                "  %s%s %,d of %,d answered, %.0f s",
                "█".repeat(done),
                "░".repeat(20 - done),
                total(),
                events,
                nanos / 1e9);
    }

    /**
     * What came of it.
     *
     * @param model of the pipeline file
     * @param swap in the middle; null: there was none
     * @param decided what the status topic says
     * @param learning what was learned; null: nothing was to be
     * @param drift what was found; null: nothing was watched
     */
    DemoResult result(
            ModelId model,
            long events,
            long gap,
            double seconds,
            DemoSwap swap,
            DecidedModels decided,
            DemoLearning learning,
            DemoDrift drift) {
        return new DemoResult(
                model,
                events,
                predictions,
                fallbacks,
                deadLetters,
                gap,
                quality,
                qualityByModel,
                answersByModel,
                swap,
                decided.swaps(),
                swap == null ? Map.of() : firstOffsets.getOrDefault(swap.to().toString(), Map.of()),
                log.wrong(decided),
                learning,
                drift,
                events / seconds,
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                firstPredictionSeconds);
    }
}
