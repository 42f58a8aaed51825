package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.view.DriftMap;
import io.millrace.gateway.view.Signal;
import io.millrace.schemas.MonitoringEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The newest figure of each finding as series of Prometheus, never more than a limit.
 *
 * <p>A series is told apart by kind, name, slot, model version, measure, window, and what admission tells by: stage, its position, reason and
 * trust class. Of one finding the {@value #MOST_VERSIONS} model
 * versions that were heard of last are kept. A series without a new figure for a while is removed, and when there are too many, those
 * without one for longest. How old a figure is, is told by its record's timestamp, so a restart does not bring dead series back. Safe for all
 * threads.
 */
public final class SignalMeters {
    /** Most versions of a finding. */
    public static final int MOST_VERSIONS = 3;

    private static final int MOST_KINDS = 64;
    private static final int MOST_SLOTS = 64;
    private static final int MOST_STAGES = 64;
    private static final int MOST_REASONS = 64;
    private static final int MOST_CLASSES = 64;

    /** What tells findings apart but for the model's version. */
    private record Subject(
            String kind,
            String signal,
            String slot,
            String model,
            String measure,
            String window,
            String stage,
            String position,
            String reason,
            String trustClass) {}

    private record Key(Subject subject, String version) {}

    private static final class Series {
        private final List<Meter> meters = new ArrayList<>();
        private volatile double value;
        private volatile double threshold;
        private volatile double examples;
        private long timestamp;
    }

    private final MeterRegistry registry;
    private final long staleMillis;
    private final int mostSeries;
    private final Labels kinds = new Labels(MOST_KINDS);
    private final Labels slots = new Labels(MOST_SLOTS);
    private final Labels stages = new Labels(MOST_STAGES);
    private final Labels positions = new Labels(MOST_STAGES);
    private final Labels reasons = new Labels(MOST_REASONS);
    private final Labels classes = new Labels(MOST_CLASSES);
    /** Least recently changed first. */
    private final Map<Key, Series> series = new LinkedHashMap<>();
    /** Versions of each subject, least recently changed first. */
    private final Map<Subject, Map<String, Key>> versions = new HashMap<>();

    private final Counter evicted;
    private int meters;

    /**
     * Without series.
     *
     * @param staleAfter after how long without a new figure a series is removed
     * @param mostSeries most series of all findings together
     */
    public SignalMeters(MeterRegistry registry, Duration staleAfter, int mostSeries) {
        this.registry = registry;
        staleMillis = staleAfter.toMillis();
        this.mostSeries = mostSeries;
        evicted = registry.counter(MeterName.SIGNAL_EVICTED.meter());
    }

    /**
     * Takes a figure over.
     *
     * @param now epoch milliseconds
     */
    public synchronized void add(Signal signal, long now) {
        MonitoringEvent event = signal.event();
        String kind = kinds.bounded(event.getKind());
        String slot = slots.bounded(event.getSlot());
        registry.counter(
                        MeterName.SIGNALS.meter(),
                        Labels.of(MeterName.SIGNALS, kind, event.getSeverity().name(), slot))
                .increment();
        if (signal.timestamp() < now - staleMillis || event.getKind().equals(DriftMap.HISTOGRAM)) {
            return; // a histogram is a picture, not a figure
        }
        String label = Labels.clean(event.getLabels().getOrDefault("model", ""));
        int at = label.lastIndexOf('@');
        Subject subject = new Subject(
                kind,
                Labels.clean(event.getName()),
                slot,
                at < 0 ? label : label.substring(0, at),
                Labels.clean(event.getLabels().getOrDefault("measure", "")),
                Labels.clean(event.getWindow()),
                stages.bounded(event.getLabels().getOrDefault("stage", "")),
                positions.bounded(event.getLabels().getOrDefault("position", "")),
                reasons.bounded(event.getLabels().getOrDefault("reason", "")),
                classes.bounded(event.getLabels().getOrDefault("class", "")));
        Key key = new Key(subject, label);
        Series known = series.remove(key);
        boolean isNew = known == null;
        Series current = isNew ? new Series() : known;
        current.value = event.getValue();
        current.threshold = event.getThreshold() == null ? Double.NaN : event.getThreshold();
        current.examples = event.getN();
        current.timestamp = signal.timestamp();
        series.put(key, current);
        if (isNew) {
            register(key, current, event.getThreshold() != null);
        }
        Map<String, Key> ofSubject = versions.computeIfAbsent(subject, none -> new LinkedHashMap<>());
        ofSubject.remove(label);
        ofSubject.put(label, key);
        if (ofSubject.size() > MOST_VERSIONS) {
            remove(ofSubject.values().iterator().next());
        }
        while (meters > mostSeries) {
            remove(series.keySet().iterator().next());
            evicted.increment();
        }
    }

    private void register(Key key, Series current, boolean hasThreshold) {
        gauge(MeterName.SIGNAL_VALUE, key, current, () -> current.value);
        gauge(MeterName.SIGNAL_EXAMPLES, key, current, () -> current.examples);
        if (hasThreshold) {
            gauge(MeterName.SIGNAL_THRESHOLD, key, current, () -> current.threshold);
        }
    }

    private void gauge(MeterName name, Key key, Series current, Supplier<Number> value) {
        Subject subject = key.subject;
        current.meters.add(Gauge.builder(name.meter(), value)
                .tags(Labels.of(
                        name,
                        subject.kind,
                        subject.signal,
                        subject.slot,
                        key.version,
                        subject.measure,
                        subject.window,
                        subject.stage,
                        subject.position,
                        subject.reason,
                        subject.trustClass))
                .register(registry));
        meters++;
    }

    private void remove(Key key) {
        Series gone = series.remove(key);
        gone.meters.forEach(registry::remove);
        meters -= gone.meters.size();
        Map<String, Key> ofSubject = versions.get(key.subject);
        ofSubject.remove(key.version);
        if (ofSubject.isEmpty()) {
            versions.remove(key.subject);
        }
    }

    /**
     * Removes what is stale.
     *
     * @param now epoch milliseconds
     */
    public synchronized void sweep(long now) {
        List<Key> stale = new ArrayList<>();
        for (Iterator<Map.Entry<Key, Series>> oldest = series.entrySet().iterator(); oldest.hasNext(); ) {
            Map.Entry<Key, Series> next = oldest.next();
            if (next.getValue().timestamp < now - staleMillis) {
                stale.add(next.getKey());
            }
        }
        stale.forEach(this::remove);
    }

    /** Series that there are now. */
    public synchronized int size() {
        return meters;
    }
}
