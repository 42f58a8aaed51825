package io.millrace.jobs.scoring;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The operator's metrics, in the group {@code millrace}; {@code docs/metrics.md} lists them. Written by the task thread. */
final class ScoringMetrics {
    /** How many of the latest micro-batches the histograms look at. */
    private static final int WINDOW = 1024;

    private final Counter events;
    private final Counter predictions;
    private final Counter fallbacks;
    private final Counter deadLetters;
    private final Counter swaps;
    private final Counter lazyLoads;
    private final Counter beforeOldestEntry;
    private final Counter heldMicros;
    private final Counter shadowPredictions;
    private final Counter shadowDropped;
    private final Counter shadowFailed;
    private final Histogram batchRows;
    private final Histogram batchWaitMicros;
    private final Histogram scoreMicros;

    ScoringMetrics(MetricGroup parent, LongSupplier accountingGap) {
        MetricGroup group = parent.addGroup("millrace");
        events = group.counter("events", new SimpleCounter());
        predictions = group.counter("predictions", new SimpleCounter());
        fallbacks = group.counter("fallbacks", new SimpleCounter());
        deadLetters = group.counter("dead_letters", new SimpleCounter());
        group.gauge("accounting_gap", (Gauge<Long>) accountingGap::getAsLong);
        swaps = group.counter("swaps", new SimpleCounter());
        group.gauge("live_models", (Gauge<Integer>) SharedModels::live);
        lazyLoads = group.counter("lazy_loads", new SimpleCounter());
        beforeOldestEntry = group.counter("events_before_oldest_entry", new SimpleCounter());
        heldMicros = group.counter("held_micros", new SimpleCounter());
        shadowPredictions = group.counter("shadow_predictions", new SimpleCounter());
        shadowDropped = group.counter("shadow_dropped", new SimpleCounter());
        shadowFailed = group.counter("shadow_failed", new SimpleCounter());
        batchRows = group.histogram("batch_rows", new DescriptiveStatisticsHistogram(WINDOW));
        batchWaitMicros = group.histogram("batch_wait_micros", new DescriptiveStatisticsHistogram(WINDOW));
        scoreMicros = group.histogram("score_micros", new DescriptiveStatisticsHistogram(WINDOW));
    }

    void event() {
        events.inc();
    }

    void prediction() {
        predictions.inc();
    }

    void fallback() {
        fallbacks.inc();
    }

    void deadLetter() {
        deadLetters.inc();
    }

    void batch(int rows, long waitNanos, long scoreNanos) {
        batchRows.update(rows);
        batchWaitMicros.update(waitNanos / 1000);
        scoreMicros.update(scoreNanos / 1000);
    }

    void swap() {
        swaps.inc();
    }

    void lazyLoad() {
        lazyLoads.inc();
    }

    void beforeOldestEntry() {
        beforeOldestEntry.inc();
    }

    void held(long nanos) {
        heldMicros.inc(nanos / 1000);
    }

    void shadowPrediction() {
        shadowPredictions.inc();
    }

    void shadowDropped(int events) {
        shadowDropped.inc(events);
    }

    void shadowFailed(int events) {
        shadowFailed.inc(events);
    }
}
