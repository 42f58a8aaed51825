package io.millrace.drift.alarm;

import io.millrace.drift.compare.Finding;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes alarms of findings, one a drift: a feature is quiet, then raised once it drifts for {@link AlarmPolicy#raiseAfter}
 * windows (or for one, where it is at least major or a matter of yes or no), and quiet again after {@link AlarmPolicy#clearAfter} windows without drift, from when on it rests for {@link
 * AlarmPolicy#coolDown}. Deterministic: the same windows give the same alarms, also across {@link #writeTo} and {@link
 * #read}. One for each group of features that are tested together, e.g. a model version's. One thread at a time.
 */
public final class Alarms {
    private static final byte VERSION = 1;

    private final AlarmPolicy policy;
    private final Map<String, FeatureState> features = new TreeMap<>();

    private static final class FeatureState {
        private boolean raised;
        private Severity severity = Severity.MINOR;
        private int drifting;
        private int calm;
        private long since;
        private long restsUntil = Long.MIN_VALUE;
    }

    /** All features quiet. */
    public Alarms(AlarmPolicy policy) {
        this.policy = policy;
    }

    /**
     * What a window says, findings decided together; nothing is remembered.
     *
     * @param findings of all features in one window
     */
    public List<Finding> decide(List<Finding> findings) {
        return FalseDiscovery.control(findings, policy.falseDiscoveryRate());
    }

    /**
     * Takes the findings of the next window.
     *
     * @param windowStart its first ms, event time
     * @param windowEnd its end, exclusive; not before the previous window's
     * @param findings of all features, decided by {@link #decide}; a feature that is not among them stays as it is
     * @return alarms that begin or end with it, in order of feature
     */
    public List<Alarm> update(long windowStart, long windowEnd, List<Finding> findings) {
        Map<String, List<Finding>> byFeature = new TreeMap<>();
        for (Finding finding : findings) {
            byFeature
                    .computeIfAbsent(finding.feature(), name -> new ArrayList<>())
                    .add(finding);
        }
        List<Alarm> alarms = new ArrayList<>();
        byFeature.forEach((feature, own) -> {
            FeatureState state = features.computeIfAbsent(feature, name -> new FeatureState());
            List<Finding> drifts = own.stream()
                    .filter(Finding::drift)
                    .sorted(Comparator.comparingDouble(Finding::strength).reversed())
                    .toList();
            Alarm alarm = drifts.isEmpty()
                    ? calm(feature, state, windowStart, windowEnd)
                    : drifting(feature, state, windowStart, windowEnd, drifts);
            if (alarm != null) {
                alarms.add(alarm);
            }
        });
        return alarms;
    }

    /** Null: nothing begins. */
    private Alarm drifting(String feature, FeatureState state, long start, long end, List<Finding> drifts) {
        state.calm = 0;
        if (state.raised) {
            return null;
        }
        if (state.drifting == 0) {
            state.since = end;
        }
        state.drifting++;
        Severity severity = policy.severity(drifts.get(0).strength());
        boolean isSure = severity != Severity.MINOR
                || drifts.stream().anyMatch(drift -> drift.statistic().isYesOrNo());
        if ((!isSure && state.drifting < policy.raiseAfter()) || end < state.restsUntil) {
            return null;
        }
        state.raised = true;
        state.severity = severity;
        state.drifting = 0;
        return new Alarm(Alarm.Kind.RAISED, feature, severity, start, end, state.since, drifts);
    }

    /** Null: nothing ends. */
    private Alarm calm(String feature, FeatureState state, long start, long end) {
        state.drifting = 0;
        if (!state.raised) {
            return null;
        }
        state.calm++;
        if (state.calm < policy.clearAfter()) {
            return null;
        }
        state.raised = false;
        state.calm = 0;
        state.restsUntil = end + policy.coolDown().toMillis();
        return new Alarm(Alarm.Kind.CLEARED, feature, state.severity, start, end, state.since, List.of());
    }

    /** Whether an alarm of the feature is raised. */
    public boolean isRaised(String feature) {
        FeatureState state = features.get(feature);
        return state != null && state.raised;
    }

    /** Writes all state, without the policy. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(features.size());
        for (Map.Entry<String, FeatureState> entry : features.entrySet()) {
            FeatureState state = entry.getValue();
            out.writeUTF(entry.getKey());
            out.writeBoolean(state.raised);
            out.writeUTF(state.severity.name());
            out.writeInt(state.drifting);
            out.writeInt(state.calm);
            out.writeLong(state.since);
            out.writeLong(state.restsUntil);
        }
    }

    /**
     * The alarms that {@link #writeTo} wrote; they go on under {@code policy}.
     *
     * @throws IOException if the bytes end early or are of another version
     */
    public static Alarms read(AlarmPolicy policy, DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("alarms must be of version " + VERSION + ", found version " + version);
        }
        Alarms alarms = new Alarms(policy);
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            FeatureState state = new FeatureState();
            alarms.features.put(in.readUTF(), state);
            state.raised = in.readBoolean();
            state.severity = severity(in.readUTF());
            state.drifting = in.readInt();
            state.calm = in.readInt();
            state.since = in.readLong();
            state.restsUntil = in.readLong();
        }
        return alarms;
    }

    private static Severity severity(String name) throws IOException {
        try {
            return Severity.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("severity must be one of those known, found " + name, e);
        }
    }
}
