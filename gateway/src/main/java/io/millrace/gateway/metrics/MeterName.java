package io.millrace.gateway.metrics;

import java.util.List;

/** All meters of the gateway. Names, units and labels are stable: dashboards and alert rules name them. */
public enum MeterName {
    /** Share of the keys that a model is asked about: 1 for the champion and for a shadow of all keys. */
    SLOT_SHARE("millrace.slot.model.share.ratio", Type.GAUGE, "slot", "role", "model", "version", "engine"),
    /** When it began to serve in that role. */
    SLOT_SINCE("millrace.slot.model.since.seconds", Type.GAUGE, "slot", "role", "model", "version"),
    /** Commands that have not come to an end. */
    SLOT_PENDING("millrace.slot.pending.commands", Type.GAUGE, "slot"),
    /** Models that should serve and do not. */
    SLOT_DEGRADED("millrace.slot.degraded.models", Type.GAUGE, "slot"),
    /** 1 while something is wrong with the control topic. */
    CONTROL_PROBLEM("millrace.control.problem.state", Type.GAUGE),
    /** Statuses read. */
    SWAP_STATUSES("millrace.swap.statuses", Type.COUNTER, "slot", "kind", "phase", "reason"),
    /** Commands that were refused because they may be an attack. */
    SWAP_SUSPECT("millrace.swap.suspect.commands", Type.COUNTER, "slot"),
    /** How long fetching, validating and preparing took. */
    SWAP_STEP("millrace.swap.step", Type.TIMER, "slot", "step"),
    /** The newest figure of a finding. */
    SIGNAL_VALUE("millrace.signal.value", Type.GAUGE, OfSignals.LABELS),
    /** What it was held against. */
    SIGNAL_THRESHOLD("millrace.signal.threshold", Type.GAUGE, OfSignals.LABELS),
    /** Examples behind it. */
    SIGNAL_EXAMPLES("millrace.signal.examples", Type.GAUGE, OfSignals.LABELS),
    /** Findings read. */
    SIGNALS("millrace.signals", Type.COUNTER, "kind", "severity", "slot"),
    /** Series of signals that had to make room. */
    SIGNAL_EVICTED("millrace.signal.evicted.series", Type.COUNTER),
    /** Examples that a learner has learned. */
    LEARNER_EXAMPLES("millrace.learner.examples", Type.GAUGE, "learner", "slot", "algorithm"),
    /** Newest version that it offered. */
    LEARNER_VERSION("millrace.learner.offered.version", Type.GAUGE, "learner", "slot"),
    /** How good it and the champion are. */
    LEARNER_METRIC("millrace.learner.metric.value", Type.GAUGE, "learner", "slot", "metric"),
    /** Events written. */
    FLOW_EVENTS("millrace.flow.events", Type.COUNTER),
    /** Answers read. */
    FLOW_ANSWERS("millrace.flow.answers", Type.COUNTER, "outcome"),
    /** Answers to events that had one. */
    FLOW_REPEATED("millrace.flow.repeated.answers", Type.COUNTER),
    /** Events without an answer yet. */
    FLOW_WAITING("millrace.flow.waiting.events", Type.GAUGE),
    /** Events that were passed over. */
    FLOW_GAP("millrace.flow.accounting.gap.events", Type.GAUGE),
    /** Offsets that were passed over and at which nobody has looked yet. */
    FLOW_UNCHECKED("millrace.flow.unchecked.offsets", Type.GAUGE),
    /** From an event's arrival to its readable answer. */
    FLOW_LATENCY("millrace.flow.latency.quantile.seconds", Type.GAUGE, "quantile"),
    /** Records read since the start. */
    TOPIC_RECORDS("millrace.gateway.topic.records", Type.COUNTER, "topic"),
    /** Records that could not be read or kept. */
    TOPIC_UNREADABLE("millrace.gateway.topic.unreadable.records", Type.COUNTER, "topic"),
    /** Records behind the end. */
    TOPIC_LAG("millrace.gateway.topic.lag.records", Type.GAUGE, "topic"),
    /** Requests answered. */
    REQUESTS("millrace.gateway.request", Type.TIMER, "method", "route", "status"),
    /** Requests without the right token. */
    AUTH_REFUSED("millrace.gateway.refused.requests", Type.COUNTER, "reason"),
    /** Commands that were sent. */
    COMMANDS("millrace.gateway.sent.commands", Type.COUNTER, "kind"),
    /** Rows scored over HTTP. */
    SCORED_ROWS("millrace.gateway.scored.rows", Type.COUNTER, "slot", "outcome");

    /** Kinds of meter. */
    public enum Type {
        /** A value that goes up and down. */
        GAUGE,
        /** A count that only grows; {@code _total} is put behind its name. */
        COUNTER,
        /** Count, sum and maximum of durations; {@code _seconds} is put behind its name. */
        TIMER
    }

    /** What the meters of signals have in common; apart, as constants of an enum come before its fields. */
    private static final class OfSignals {
        private static final String[] LABELS = {
            "kind", "signal", "slot", "model", "measure", "window", "stage", "position", "reason", "class"
        };

        private OfSignals() {}
    }

    private final String meter;
    private final Type type;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    MeterName(String meter, Type type, String... labels) {
        this.meter = meter;
        this.type = type;
        this.labels = List.of(labels);
    }

    /** As Micrometer knows it. */
    public String meter() {
        return meter;
    }

    /** What it is. */
    public Type type() {
        return type;
    }

    /** Its labels, in order. */
    public List<String> labels() {
        return labels;
    }

    /** As Prometheus knows it. */
    public String prometheus() {
        String name = meter.replace('.', '_');
        return switch (type) {
            case GAUGE -> name;
            case COUNTER -> name + "_total";
            case TIMER -> name + "_seconds";
        };
    }
}
