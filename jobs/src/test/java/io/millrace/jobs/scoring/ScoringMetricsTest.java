package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.WeightedModel.event;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static io.millrace.jobs.scoring.WeightedModel.settings;
import static io.millrace.jobs.scoring.WeightedModel.slot;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScoringMetricsTest {
    private final Map<String, Metric> metrics = new TreeMap<>();
    private final MockEnvironment environment =
            new MockEnvironmentBuilder().setMetricGroup(taskGroup()).build();

    @AfterEach
    void close() throws Exception {
        environment.close();
    }

    @Test
    void theOperatorCountsWhatItDoes() throws Exception {
        ScoringSettings settings = settings(slot(4, Duration.ofMinutes(1), 0.5));
        try (OperatorScenario operator = OperatorScenario.in(environment, settings)) {
            assertThat(metrics.keySet())
                    .containsExactly(
                            "accounting_gap",
                            "batch_rows",
                            "batch_wait_micros",
                            "dead_letters",
                            "events",
                            "events_before_oldest_entry",
                            "fallbacks",
                            "held_micros",
                            "lazy_loads",
                            "live_models",
                            "predictions",
                            "score_micros",
                            "shadow_dropped",
                            "shadow_failed",
                            "shadow_predictions",
                            "swaps");
            operator.send(record(0, 0, null));
            operator.send(record(0, 1, event("a", 1)));
            operator.send(record(0, 2, event("b", null, 1.0, List.of(1f, 1f), "DE")));
            assertCounts(3, 0, 0, 1);
            operator.send(record(0, 3, event("c", 1)));
            operator.snapshot();
            assertCounts(4, 2, 1, 1);
            Histogram rows = (Histogram) metrics.get("batch_rows");
            assertThat(rows.getStatistics().getMax()).isEqualTo(3);
            assertThat(((Histogram) metrics.get("score_micros")).getCount()).isEqualTo(1);
            assertThat(((Histogram) metrics.get("batch_wait_micros")).getCount())
                    .isEqualTo(1);
        }
    }

    private void assertCounts(long events, long predictions, long fallbacks, long deadLetters) {
        assertThat(List.of(count("events"), count("predictions"), count("fallbacks"), count("dead_letters")))
                .containsExactly(events, predictions, fallbacks, deadLetters);
        assertThat(((Gauge<?>) metrics.get("accounting_gap")).getValue())
                .as("waiting rows are no gap")
                .isEqualTo(0L);
    }

    private long count(String name) {
        return ((Counter) metrics.get(name)).getCount();
    }

    /** A task's group that hands all metrics of the group {@code millrace} to this test. */
    private TaskMetricGroup taskGroup() {
        MetricRegistry registry = TestingMetricRegistry.builder()
                .setRegisterConsumer((metric, name, group) -> {
                    String[] scope = group.getScopeComponents();
                    if (scope[scope.length - 1].equals("millrace")) {
                        metrics.put(name, metric);
                    }
                })
                .build();
        return TaskManagerMetricGroup.createTaskManagerMetricGroup(registry, "localhost", ResourceID.generate())
                .addJob(new JobID(), "job")
                .addTask(ExecutionAttemptID.randomId(), "task");
    }
}
