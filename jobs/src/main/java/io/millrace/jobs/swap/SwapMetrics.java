package io.millrace.jobs.swap;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The coordinator's metrics, in the group {@code millrace}; {@code docs/metrics.md} lists them. */
final class SwapMetrics {
    private final Counter swaps;
    private final Counter rejections;
    private final Counter securityRefusals;

    SwapMetrics(MetricGroup parent) {
        MetricGroup group = parent.addGroup("millrace");
        swaps = group.counter("commands_carried_out");
        rejections = group.counter("commands_rejected");
        securityRefusals = group.counter("commands_suspect");
    }

    void swapped() {
        swaps.inc();
    }

    void rejected() {
        rejections.inc();
    }

    void suspected() {
        securityRefusals.inc();
    }
}
