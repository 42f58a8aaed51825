package io.millrace.jobs.learning;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** Metrics of a slot's learners, in the group {@code millrace}; {@code docs/metrics.md} lists them. Written by the task thread. */
final class LearningMetrics {
    private final Counter examples;
    private final Counter learned;
    private final Counter outOfTurn;
    private final Counter unreadable;
    private final Counter unknownModel;
    private final Counter otherFeatures;
    private final Counter refusedLabels;
    private final Counter refused;
    private final Counter quarantined;
    private final Counter offered;
    private final Counter candidatesRefused;
    private final Counter frozen;

    LearningMetrics(MetricGroup parent) {
        MetricGroup group = parent.addGroup("millrace");
        examples = group.counter("examples", new SimpleCounter());
        learned = group.counter("examples_learned", new SimpleCounter());
        outOfTurn = group.counter("examples_out_of_turn", new SimpleCounter());
        unreadable = group.counter("examples_unreadable", new SimpleCounter());
        unknownModel = group.counter("examples_of_unknown_models", new SimpleCounter());
        otherFeatures = group.counter("examples_without_features", new SimpleCounter());
        refusedLabels = group.counter("examples_with_other_labels", new SimpleCounter());
        refused = group.counter("examples_refused", new SimpleCounter());
        quarantined = group.counter("examples_quarantined", new SimpleCounter());
        offered = group.counter("candidates_offered", new SimpleCounter());
        candidatesRefused = group.counter("candidates_refused", new SimpleCounter());
        frozen = group.counter("learners_frozen", new SimpleCounter());
    }

    void example() {
        examples.inc();
    }

    void learned() {
        learned.inc();
    }

    void outOfTurn() {
        outOfTurn.inc();
    }

    void unreadable() {
        unreadable.inc();
    }

    void unknownModel() {
        unknownModel.inc();
    }

    void otherFeatures() {
        otherFeatures.inc();
    }

    void refusedLabel() {
        refusedLabels.inc();
    }

    void refused() {
        refused.inc();
    }

    void quarantined() {
        quarantined.inc();
    }

    void offered() {
        offered.inc();
    }

    void candidateRefused() {
        candidatesRefused.inc();
    }

    void frozen() {
        frozen.inc();
    }
}
