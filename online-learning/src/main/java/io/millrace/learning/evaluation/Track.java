package io.millrace.learning.evaluation;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/** All metrics of one answerer in all forms; the window is kept once for all metrics. */
final class Track {
    private final List<Cumulative> cumulative;
    private final List<Fading> fading;
    private final Window window;

    Track(EvaluationConfig config) {
        this(
                config.metrics().stream().map(Cumulative::new).toList(),
                config.metrics().stream()
                        .map(metric -> new Fading(metric, config.fading()))
                        .toList(),
                new Window(config.window(), config.outputs()));
    }

    private Track(List<Cumulative> cumulative, List<Fading> fading, Window window) {
        this.cumulative = cumulative;
        this.fading = fading;
        this.window = window;
    }

    static Track readFrom(EvaluationConfig config, SnapshotInput in) {
        List<Cumulative> cumulative = config.metrics().stream()
                .map(metric -> Cumulative.readFrom(metric, in))
                .toList();
        List<Fading> fading = config.metrics().stream()
                .map(metric -> Fading.readFrom(metric, in))
                .toList();
        return new Track(cumulative, fading, Window.readFrom(config.outputs(), in));
    }

    /** Counts an example in, unless the answerer had no answer. */
    void update(double label, double[] scores, double weight) {
        if (!cumulative.get(0).metric().accepts(label, scores, weight)) {
            return;
        }
        for (int i = 0; i < cumulative.size(); i++) {
            cumulative.get(i).add(label, scores, weight);
            fading.get(i).add(label, scores, weight);
        }
        window.add(label, scores, weight);
    }

    int metrics() {
        return cumulative.size();
    }

    Metric metric(int i) {
        return cumulative.get(i).metric();
    }

    double value(int i, Form form) {
        return switch (form) {
            case CUMULATIVE -> cumulative.get(i).value();
            case FADING -> fading.get(i).value();
            case WINDOWED -> metric(i).value(window);
        };
    }

    double n(int i, Form form) {
        return switch (form) {
            case CUMULATIVE -> cumulative.get(i).n();
            case FADING -> fading.get(i).n();
            case WINDOWED -> window.size();
        };
    }

    void writeTo(SnapshotOutput out) {
        cumulative.forEach(measure -> measure.writeTo(out));
        fading.forEach(measure -> measure.writeTo(out));
        window.writeTo(out);
    }
}
