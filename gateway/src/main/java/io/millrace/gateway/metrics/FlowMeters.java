package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.flow.FlowPoint;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.flow.FlowView.Outcome;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The flow of events and answers as series. Safe for all threads. */
final class FlowMeters {
    private static final Map<String, ToDoubleFunction<FlowPoint>> QUANTILES =
            Map.of("0.5", FlowPoint::p50Millis, "0.99", FlowPoint::p99Millis);

    private FlowMeters() {}

    /** Series that read {@code view} whenever they are read. */
    static void register(MeterRegistry registry, FlowView view) {
        FunctionCounter.builder(MeterName.FLOW_EVENTS.meter(), view, FlowView::events)
                .register(registry);
        FunctionCounter.builder(MeterName.FLOW_REPEATED.meter(), view, FlowView::repeated)
                .register(registry);
        for (Outcome outcome : Outcome.values()) {
            String name = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
            FunctionCounter.builder(MeterName.FLOW_ANSWERS.meter(), view, known -> known.answers(outcome))
                    .tags(Labels.of(MeterName.FLOW_ANSWERS, name))
                    .register(registry);
        }
        FunctionCounter.builder(MeterName.FLOW_ANSWERS.meter(), view, FlowView::skipped)
                .tags(Labels.of(MeterName.FLOW_ANSWERS, "not-read"))
                .register(registry);
        Gauge.builder(MeterName.FLOW_WAITING.meter(), view, known -> newest(known, FlowPoint::waiting))
                .register(registry);
        Gauge.builder(MeterName.FLOW_GAP.meter(), view, known -> newest(known, FlowPoint::gap))
                .register(registry);
        Gauge.builder(MeterName.FLOW_UNCHECKED.meter(), view, known -> newest(known, FlowPoint::unchecked))
                .register(registry);
        QUANTILES.forEach((quantile, millis) -> Gauge.builder(
                        MeterName.FLOW_LATENCY.meter(), view, known -> newest(known, millis) / 1e3)
                .tags(Labels.of(MeterName.FLOW_LATENCY, quantile))
                .register(registry));
    }

    private static double newest(FlowView view, ToDoubleFunction<FlowPoint> figure) {
        return view.newest().map(figure::applyAsDouble).orElse(Double.NaN);
    }
}
