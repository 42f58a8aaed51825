package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.millrace.gateway.view.LearnersView;
import io.millrace.schemas.ModelSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Learners as series, the first {@value #MOST_LEARNERS} by name. Safe for all threads. */
public final class LearnerMeters {
    /** Most learners. */
    public static final int MOST_LEARNERS = 50;

    private static final int MOST_METRICS = 30;

    private final LearnersView view;
    private final MultiGauge examples;
    private final MultiGauge versions;
    private final MultiGauge metrics;
    private boolean changed = true;

    /** Reads learners from {@code view}. */
    public LearnerMeters(MeterRegistry registry, LearnersView view) {
        this.view = view;
        examples = MultiGauge.builder(MeterName.LEARNER_EXAMPLES.meter()).register(registry);
        versions = MultiGauge.builder(MeterName.LEARNER_VERSION.meter()).register(registry);
        metrics = MultiGauge.builder(MeterName.LEARNER_METRIC.meter()).register(registry);
    }

    /** The view has changed. */
    public synchronized void changed() {
        changed = true;
    }

    /** Brings the series up to date. To be called before they are read. */
    public synchronized void refresh() {
        if (!changed) {
            return;
        }
        changed = false;
        List<Row<?>> exampleRows = new ArrayList<>();
        List<Row<?>> versionRows = new ArrayList<>();
        List<Row<?>> metricRows = new ArrayList<>();
        view.newest().stream().limit(MOST_LEARNERS).forEach(snapshot -> {
            String learner = Labels.clean(snapshot.getLearner());
            String slot = Labels.clean(snapshot.getSlot());
            exampleRows.add(Row.of(
                    Labels.of(MeterName.LEARNER_EXAMPLES, learner, slot, Labels.clean(snapshot.getAlgorithm())),
                    snapshot.getExamples()));
            long version = view.offered(snapshot.getLearner())
                    .map(ModelSnapshot::getVersion)
                    .orElse(0L);
            versionRows.add(Row.of(Labels.of(MeterName.LEARNER_VERSION, learner, slot), version));
            new TreeMap<>(snapshot.getMetrics())
                    .entrySet().stream()
                            .limit(MOST_METRICS)
                            .forEach(metric -> metricRows.add(Row.of(
                                    Labels.of(MeterName.LEARNER_METRIC, learner, slot, Labels.clean(metric.getKey())),
                                    metric.getValue())));
        });
        examples.register(exampleRows, true);
        versions.register(versionRows, true);
        metrics.register(metricRows, true);
    }
}
