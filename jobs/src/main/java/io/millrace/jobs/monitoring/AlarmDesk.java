package io.millrace.jobs.monitoring;

import io.millrace.drift.alarm.Alarm;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.alarm.Alarms;
import io.millrace.drift.compare.Finding;
import io.millrace.drift.compare.Statistic;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges what was measured: all of a window together, so that of many features none alarms by chance, and with what was before in mind, so
 * that one drift is one alarm. Given the same measurements in the same order it says the same, also across {@link #writeTo} and {@link
 * #readFrom}. One thread.
 */
final class AlarmDesk {
    private static final byte VERSION = 1;

    /** Models that are remembered: the newest. */
    private static final int MOST_MODELS = 64;

    private static final String DRIFT = "drift.";

    private final String slot;
    private final AlarmPolicy policy;
    private final Duration pane;
    /** In the order in which they last had a window. */
    private final LinkedHashMap<String, ModelDesk> models = new LinkedHashMap<>();
    /** Totals since the first start, by kind and model. */
    private final TreeMap<String, Long> counts = new TreeMap<>();
    /** When a detector last alarmed, by model, subject and detector. */
    private final TreeMap<String, Long> detected = new TreeMap<>();
    /** The model that came last, whose features those of the next are held against. */
    private String newestModel = "";

    /** What is remembered of a model. */
    private static final class ModelDesk {
        private Alarms alarms;
        private SortedSet<String> subjects = new TreeSet<>();
        private long until = Long.MIN_VALUE;
    }

    /**
     * A desk that has seen nothing.
     *
     * @param pane length of a pane
     */
    AlarmDesk(String slot, AlarmPolicy policy, Duration pane) {
        this.slot = slot;
        this.policy = policy;
        this.pane = pane;
    }

    /**
     * A finding to be told.
     *
     * @param model that it is about, {@code name@version}
     */
    record Told(MonitoringEvent event, String model) {}

    /** Judges what is due, sorted by {@link Measurement#ORDER}; what belongs to one window is all there. */
    List<Told> judge(List<Measurement> due) {
        List<Told> told = new ArrayList<>();
        int i = 0;
        while (i < due.size()) {
            Measurement first = due.get(i);
            List<Measurement> together = new ArrayList<>();
            for (;
                    i < due.size()
                            && due.get(i).time == first.time
                            && due.get(i).model.equals(first.model);
                    i++) {
                together.add(due.get(i));
            }
            judgeTogether(together, told);
        }
        return told;
    }

    private void judgeTogether(List<Measurement> together, List<Told> told) {
        List<Measurement> ofWindow = new ArrayList<>();
        for (Measurement measurement : together) {
            switch (measurement.kind) {
                case Kinds.DETECTOR -> detector(measurement, told);
                case Kinds.ESTIMATE, Kinds.REALISED -> performance(measurement, told);
                case Kinds.HISTOGRAM -> told.add(histogram(measurement));
                case Kinds.STATISTIC, Kinds.TOO_FEW, Kinds.REFERENCE -> ofWindow.add(measurement);
                default -> count(measurement, told);
            }
        }
        if (!ofWindow.isEmpty()) {
            window(ofWindow, told);
        }
    }

    // --- windows ---

    private void window(List<Measurement> measurements, List<Told> told) {
        Measurement any = measurements.get(0);
        ModelDesk model = models.remove(any.model);
        if (model == null) {
            model = new ModelDesk();
            model.alarms = new Alarms(policy);
        }
        models.put(any.model, model); // the newest stand last
        if (models.size() > MOST_MODELS) {
            models.remove(models.keySet().iterator().next());
        }
        tellGap(any, model, told);
        tellFeatures(measurements, model, told);
        List<Finding> findings = new ArrayList<>();
        long fewest = -1;
        long learned = 0;
        String learning = "";
        for (Measurement measurement : measurements) {
            switch (measurement.kind) {
                case Kinds.STATISTIC -> findings.add(finding(measurement));
                case Kinds.TOO_FEW -> fewest = Math.max(fewest, measurement.n);
                default -> {
                    learned = Math.max(learned, measurement.n);
                    learning = measurement.cause;
                }
            }
        }
        if (fewest >= 0 && findings.isEmpty()) {
            told.add(told(
                    event(Kinds.TOO_FEW, "window.events", any)
                            .setValue((double) fewest)
                            .setN(fewest)
                            .setCause("too few events to say anything"),
                    any));
        }
        if (learned > 0) {
            told.add(told(
                    event(Kinds.REFERENCE, "reference", any)
                            .setValue((double) learned)
                            .setN(learned)
                            .setCause(learning),
                    any));
        }
        judgeFindings(any, findings, model, told);
    }

    private void judgeFindings(Measurement any, List<Finding> findings, ModelDesk model, List<Told> told) {
        List<Finding> decided = model.alarms.decide(findings);
        for (Finding finding : decided) {
            String name = DRIFT + finding.feature() + "." + finding.statistic().label();
            told.add(told(
                    event(Kinds.STATISTIC, name, any)
                            .setLabels(Map.of("model", any.model, "drift", Boolean.toString(finding.drift())))
                            .setValue(finding.value())
                            .setThreshold(Double.isNaN(finding.threshold()) ? null : (Double) finding.threshold())
                            .setN(finding.n())
                            .setCause(cause(finding)),
                    any));
        }
        for (Alarm alarm : model.alarms.update(any.from, any.time + 1, decided)) {
            told.add(alarm.kind() == Alarm.Kind.RAISED ? raised(any, alarm) : cleared(any, alarm));
        }
    }

    private Told raised(Measurement any, Alarm alarm) {
        Finding strongest = alarm.findings().get(0);
        List<String> causes = alarm.findings().stream()
                .map(finding -> finding.statistic().label() + " " + format(finding.value()) + " of "
                        + format(finding.threshold()) + ": " + cause(finding))
                .toList();
        boolean minor = alarm.severity() == io.millrace.drift.alarm.Severity.MINOR;
        return told(
                event(Kinds.DRIFT, DRIFT + alarm.feature(), any)
                        .setLabels(Map.of(
                                "model",
                                any.model,
                                "measure",
                                strongest.statistic().label(),
                                "grade",
                                alarm.severity().name().toLowerCase(Locale.ROOT)))
                        .setValue(strongest.value())
                        .setThreshold(strongest.threshold())
                        .setN(strongest.n())
                        .setSeverity(minor ? Severity.WARNING : Severity.ALARM)
                        .setCause(String.join("; ", causes)),
                any);
    }

    private Told cleared(Measurement any, Alarm alarm) {
        return told(
                event(Kinds.DRIFT_OVER, DRIFT + alarm.feature(), any)
                        .setCause("drifted since " + Instant.ofEpochMilli(alarm.since())),
                any);
    }

    private static String cause(Finding finding) {
        return Double.isNaN(finding.pValue())
                ? finding.cause()
                : finding.cause() + " (p " + format(finding.pValue()) + ")";
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static Finding finding(Measurement measurement) {
        return new Finding(
                measurement.subject,
                Statistic.of(measurement.measure)
                        .orElseThrow(() -> new IllegalStateException("no statistic: " + measurement.measure)),
                measurement.value,
                measurement.threshold,
                measurement.pValue,
                measurement.n,
                measurement.drift,
                measurement.cause);
    }

    private void tellGap(Measurement any, ModelDesk model, List<Told> told) {
        long empty = model.until == Long.MIN_VALUE ? 0 : (any.from - model.until) / pane.toMillis();
        model.until = Math.max(model.until, any.time + 1);
        if (empty > 0) {
            told.add(told(
                    event(Kinds.EMPTY, "window.empty", any)
                            .setValue((double) empty)
                            .setCause("stretches of " + pane + " without an event before this window"),
                    any));
        }
    }

    private void tellFeatures(List<Measurement> measurements, ModelDesk model, List<Told> told) {
        SortedSet<String> subjects = new TreeSet<>();
        measurements.forEach(measurement -> subjects.add(measurement.subject));
        Measurement any = measurements.get(0);
        SortedSet<String> before = model.subjects;
        if (before.isEmpty() && models.containsKey(newestModel)) {
            before = models.get(newestModel).subjects;
        }
        if (!before.isEmpty()) {
            for (String subject : subjects) {
                if (!before.contains(subject)) {
                    told.add(told(change(Kinds.FEATURE_APPEARED, subject, any, "was not there before"), any));
                }
            }
            for (String subject : before) {
                if (!subjects.contains(subject)) {
                    told.add(told(change(Kinds.FEATURE_VANISHED, subject, any, "is not there any more"), any));
                }
            }
        }
        if (model.subjects.isEmpty()) {
            newestModel = any.model;
        }
        model.subjects = subjects;
    }

    private MonitoringEvent.Builder change(String kind, String subject, Measurement any, String cause) {
        return event(kind, DRIFT + subject, any).setSeverity(Severity.WARNING).setCause(cause);
    }

    // --- detectors, performance and counts ---

    private Told histogram(Measurement measurement) {
        return told(
                event(Kinds.HISTOGRAM, DRIFT + measurement.subject, measurement)
                        .setLabels(Map.of("model", measurement.model, "histogram", measurement.cause))
                        .setN(measurement.n),
                measurement);
    }

    private static String key(Measurement measurement) {
        return measurement.model + " " + measurement.subject + " " + measurement.measure;
    }

    private boolean rests(Measurement measurement) {
        Long last = detected.get(key(measurement));
        return last != null && measurement.time - last < policy.coolDown().toMillis();
    }

    private void forgetDetected(long time) {
        detected.values().removeIf(last -> last < time - policy.coolDown().toMillis());
    }

    private void performance(Measurement measurement, List<Told> told) {
        boolean estimate = measurement.kind.equals(Kinds.ESTIMATE);
        Severity severity = Severity.INFO;
        if (estimate && measurement.drift && !rests(measurement)) {
            severity = Severity.ALARM;
            detected.put(key(measurement), measurement.time);
        } else if (!estimate && measurement.drift) {
            severity = Severity.WARNING;
        }
        told.add(told(
                event(measurement.kind, measurement.subject + "." + measurement.measure, measurement)
                        .setLabels(Map.of(
                                "model",
                                measurement.model,
                                estimate ? "low" : "contradicts",
                                Boolean.toString(measurement.drift)))
                        .setValue(measurement.value)
                        .setThreshold(Double.isNaN(measurement.threshold) ? null : (Double) measurement.threshold)
                        .setN(measurement.n)
                        .setSeverity(severity)
                        .setCause(measurement.cause),
                measurement));
        forgetDetected(measurement.time);
    }

    private void detector(Measurement measurement, List<Told> told) {
        boolean rests = rests(measurement);
        Severity severity = Severity.INFO;
        if (measurement.drift && !rests) {
            severity = Severity.ALARM;
            detected.put(key(measurement), measurement.time);
        } else if (!rests) {
            severity = Severity.WARNING;
        }
        told.add(told(
                event(Kinds.DETECTOR, DRIFT + measurement.subject, measurement)
                        .setLabels(Map.of(
                                "model",
                                measurement.model,
                                "measure",
                                measurement.measure,
                                "level",
                                measurement.drift ? "drift" : "warning"))
                        .setValue(measurement.value)
                        .setThreshold(measurement.threshold)
                        .setN(measurement.n)
                        .setWindow("since the last drift")
                        .setSeverity(severity)
                        .setCause(measurement.cause),
                measurement));
        forgetDetected(measurement.time);
    }

    private void count(Measurement measurement, List<Told> told) {
        long total = counts.merge(measurement.kind + " " + measurement.model, measurement.n, Long::sum);
        told.add(told(
                event(
                                measurement.kind,
                                "predictions."
                                        + measurement
                                                .kind
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-'),
                                measurement)
                        .setValue((double) total)
                        .setN(total)
                        .setWindow("since the start")
                        .setSeverity(Severity.WARNING)
                        .setCause(measurement.cause),
                measurement));
    }

    private MonitoringEvent.Builder event(String kind, String name, Measurement measurement) {
        return MonitoringEvent.newBuilder()
                .setTime(Instant.ofEpochMilli(measurement.time))
                .setKind(kind)
                .setName(name)
                .setSlot(slot)
                .setLabels(measurement.model.isEmpty() ? Map.of() : Map.of("model", measurement.model))
                .setValue(Double.NaN)
                .setWindow(
                        measurement.from == measurement.time
                                ? ""
                                : Instant.ofEpochMilli(measurement.from) + " to "
                                        + Instant.ofEpochMilli(measurement.time + 1));
    }

    private static Told told(MonitoringEvent.Builder event, Measurement about) {
        return new Told(event.build(), about.model);
    }

    // --- state ---

    void writeTo(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(models.size());
        for (Map.Entry<String, ModelDesk> entry : models.entrySet()) {
            ModelDesk model = entry.getValue();
            out.writeUTF(entry.getKey());
            model.alarms.writeTo(out);
            out.writeInt(model.subjects.size());
            for (String subject : model.subjects) {
                out.writeUTF(subject);
            }
            out.writeLong(model.until);
        }
        writeLongs(out, counts);
        writeLongs(out, detected);
        out.writeUTF(newestModel);
    }

    private static void writeLongs(DataOutput out, Map<String, Long> longs) throws IOException {
        out.writeInt(longs.size());
        for (Map.Entry<String, Long> entry : longs.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue());
        }
    }

    /**
     * Reads what {@link #writeTo} wrote into a desk that has seen nothing.
     *
     * @throws IOException if the bytes are of another version, or damaged
     */
    void readFrom(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("must be version " + VERSION + " of an alarm desk, found version " + version);
        }
        for (int i = in.readInt(); i > 0; i--) {
            ModelDesk model = new ModelDesk();
            models.put(in.readUTF(), model);
            model.alarms = Alarms.read(policy, in);
            for (int k = in.readInt(); k > 0; k--) {
                model.subjects.add(in.readUTF());
            }
            model.until = in.readLong();
        }
        readLongs(in, counts);
        readLongs(in, detected);
        newestModel = in.readUTF();
    }

    private static void readLongs(DataInput in, Map<String, Long> longs) throws IOException {
        for (int i = in.readInt(); i > 0; i--) {
            longs.put(in.readUTF(), in.readLong());
        }
    }
}
