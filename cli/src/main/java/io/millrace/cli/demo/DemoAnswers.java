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

/** Counts answers and holds them against the labels and the swap. One thread, but for the swap. */
final class DemoAnswers implements AnswerReader.Listener {
    private static final long LONGEST_LATENCY_MS = 3_600_000;

    private final Map<String, Boolean> labels;
    private final BinaryQuality quality = new BinaryQuality();
    private final Map<String, BinaryQuality> qualityByModel = new TreeMap<>();
    private final Map<String, Long> answersByModel = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> firstOffsets = new TreeMap<>();
    private final Histogram latency = new Histogram(LONGEST_LATENCY_MS, 3);
    private volatile DemoSwap swap;
    private long predictions;
    private long fallbacks;
    private long deadLetters;
    private long wrongVersions;
    private double firstPredictionSeconds = Double.NaN;

    /** Holds probabilities against these labels. */
    DemoAnswers(Map<String, Boolean> labels) {
        this.labels = labels;
    }

    /** From now on answers must come from the model that this swap has for their event time. Any thread. */
    void expect(DemoSwap plannedOrDone) {
        swap = plannedOrDone;
    }

    long total() {
        return predictions + fallbacks + deadLetters;
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
        DemoSwap expected = swap;
        if (expected != null && !expected.isRight(prediction)) {
            wrongVersions++;
        }
        Boolean late = labels.get(prediction.getEventId());
        Object probability = prediction.getOutputs().get("probability_late");
        if (late != null && probability instanceof Double number) {
            quality.add(number, late);
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

    DemoResult result(ModelId model, long events, long gap, double seconds) {
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
                swap == null ? Map.of() : firstOffsets.getOrDefault(swap.to().toString(), Map.of()),
                wrongVersions,
                events / seconds,
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                firstPredictionSeconds);
    }
}
