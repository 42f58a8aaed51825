package io.millrace.jobs.learning;

import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** The join's metrics, in the group {@code millrace}; {@code docs/metrics.md} lists them. Written by the task thread. */
final class JoinMetrics {
    /** Counts predictions whose time cannot be true. */
    static final String PREDICTIONS_AHEAD = "predictions_ahead";

    private final Map<LabelOutcome, Counter> outcomes = new EnumMap<>(LabelOutcome.class);
    private final Map<LabelOutcome, Long> told = new EnumMap<>(LabelOutcome.class);
    private final Counter predictions;
    private final Counter labels;
    private final Counter examples;

    JoinMetrics(MetricGroup parent) {
        MetricGroup group = parent.addGroup("millrace");
        predictions = group.counter("join_predictions", new SimpleCounter());
        labels = group.counter("join_labels", new SimpleCounter());
        examples = group.counter("join_examples", new SimpleCounter());
        for (LabelOutcome outcome : LabelOutcome.values()) {
            String name =
                    switch (outcome) {
                        case MISSING, REPEATED -> "predictions_" + outcome.code();
                        case PREDICTION_AHEAD -> PREDICTIONS_AHEAD;
                        default -> "labels_" + outcome.code();
                    };
            outcomes.put(outcome, group.counter(name, new SimpleCounter()));
        }
    }

    void prediction() {
        predictions.inc();
    }

    void label() {
        labels.inc();
    }

    void example() {
        examples.inc();
    }

    void outcome(LabelOutcome outcome) {
        outcomes.get(outcome).inc();
    }

    /** How many came to each outcome since this was last asked; those with none are left out. */
    Map<LabelOutcome, Long> takeNews() {
        Map<LabelOutcome, Long> news = new EnumMap<>(LabelOutcome.class);
        outcomes.forEach((outcome, counter) -> {
            long more = counter.getCount() - told.getOrDefault(outcome, 0L);
            if (more > 0) {
                news.put(outcome, more);
                told.put(outcome, counter.getCount());
            }
        });
        return news;
    }
}
