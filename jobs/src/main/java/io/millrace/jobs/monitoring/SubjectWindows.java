package io.millrace.jobs.monitoring;

import io.millrace.drift.baseline.Baseline;
import io.millrace.drift.profile.FeatureLayout;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import io.millrace.drift.profile.SeasonalReference;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.jobs.pipeline.DriftReference.Kind;
import io.millrace.jobs.pipeline.DriftWindow;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The panes of one feature or output of one model version, and the windows that they make. Given the same parts by the end of each pane it
 * makes the same windows, in whatever order the parts came. One thread.
 */
final class SubjectWindows {
    /** Version 1 knew no seasons. */
    private static final byte VERSION = 2;

    private final DriftWindow plan;
    private final DriftReference wanted;
    /** How values come, and open panes are counted: in the bins of the model's reference, or rounded. */
    private final FeatureLayout incoming;

    private final boolean isReferenceLearned;
    private final WindowTests tests;
    private Baseline baseline;
    /** What windows are held against, or with seasons their bins; null while there is none yet. */
    private Reference reference;
    /** Null where there are no seasons, and while there are no bins. */
    private SeasonalReference seasons;

    private final TreeMap<Long, FeatureWindow> panes = new TreeMap<>();
    /** Of windows of a number of events: what has come together so far. */
    private FeatureWindow gathered;
    /** Beginning of the first pane of {@code gathered}. */
    private long gatheredFrom;
    /** End of the last pane that is closed. */
    private long closedUntil = Long.MIN_VALUE;

    /**
     * Of a feature of which nothing was seen.
     *
     * @param ofModel the model's reference; empty: it is made of the first panes
     */
    SubjectWindows(
            DriftWindow plan,
            DriftReference wanted,
            WindowTests tests,
            WatchedColumn column,
            Optional<Reference> ofModel) {
        this.plan = plan;
        this.wanted = wanted;
        this.tests = tests;
        baseline = new Baseline(tests.baseline());
        reference = ofModel.orElse(null);
        isReferenceLearned = ofModel.isEmpty();
        incoming = ofModel.map(Reference::layout).orElseGet(() -> References.unknown(column));
        beginSeasons();
    }

    private void beginSeasons() {
        if (reference != null) {
            seasons = wanted.season()
                    .map(season -> season.references(reference.layout()))
                    .orElse(null);
        }
    }

    /**
     * A window that is complete.
     *
     * @param from its beginning, event time in milliseconds
     * @param until its end, not included
     * @param values what was counted
     * @param reference what it is to be held against
     * @param baseline how great differences usually are
     * @param isReferenceLearned whether the reference was made of events, not of a model's profile
     * @param learned what reference is being made of these values, so that there is nothing to compare yet; empty: they are to be compared
     */
    record Complete(
            long from,
            long until,
            FeatureWindow values,
            Reference reference,
            Baseline baseline,
            boolean isReferenceLearned,
            String learned) {}

    /**
     * Takes what a subtask saw.
     *
     * @return rows that came when their pane was closed, and are in none; 0 as a rule
     * @throws IOException if the bytes are none of the model's feature
     */
    long add(PanePart part) throws IOException {
        FeatureWindow window = FeatureWindow.read(incoming, new DataInputStream(new ByteArrayInputStream(part.values)));
        if (plan.endOf(part.pane) <= closedUntil) {
            return window.rows();
        }
        panes.merge(part.pane, window, (pane, more) -> {
            pane.merge(more);
            return pane;
        });
        return 0;
    }

    /** Closes the panes that end by {@code end}; time must have come to it, and be asked about each end of a pane in turn. */
    Optional<Complete> close(long end) {
        if (end <= closedUntil) {
            return Optional.empty();
        }
        closedUntil = end;
        if (reference == null) {
            return learn(end);
        }
        FeatureWindow newest = panes.get(end - plan.pane().toMillis());
        if (newest == null) {
            return Optional.empty();
        }
        newest = reference.counted(newest); // not before: the whole of a pane is rounded alike, whatever its parts were
        panes.put(end - plan.pane().toMillis(), newest);
        Complete complete = plan.isCount() ? countWindow(end, newest) : timeWindow(end);
        forget(end);
        return Optional.ofNullable(complete);
    }

    private Complete timeWindow(long end) {
        long from = end - plan.panes() * plan.pane().toMillis();
        return complete(from, end, merged(from, end));
    }

    private Complete countWindow(long end, FeatureWindow newest) {
        if (gathered == null) {
            gathered = reference.layout().newWindow();
            gatheredFrom = end - plan.pane().toMillis();
        }
        gathered.merge(newest);
        if (gathered.rows() < plan.events()) {
            return null;
        }
        Complete complete = complete(gatheredFrom, end, gathered);
        gathered = null;
        return complete;
    }

    private Complete complete(long from, long until, FeatureWindow values) {
        if (seasons == null) {
            return new Complete(from, until, values, referenceBefore(from), baseline, isReferenceLearned, "");
        }
        Optional<Reference> ofSeason = seasons.referenceAt(from);
        if (ofSeason.isEmpty()) {
            learnSeason(from, values);
        }
        return new Complete(
                from,
                until,
                values,
                ofSeason.orElse(reference),
                baseline,
                isReferenceLearned,
                ofSeason.isEmpty() ? "the reference of this time of the season is being made of such windows" : "");
    }

    /** Adds to the reference of a time, after a look at how much the windows there usually differ. */
    private void learnSeason(long from, FeatureWindow values) {
        seasons.partialAt(from).ifPresent(before -> baseline.add(tests.test(before, values)));
        seasons.add(from, values);
    }

    /** What a window that begins at {@code from} is held against. */
    private Reference referenceBefore(long from) {
        if (wanted.kind() != Kind.TRAILING) {
            return reference;
        }
        FeatureWindow trailing = merged(from - wanted.panes() * plan.pane().toMillis(), from);
        return trailing.rows() == 0 ? reference : Reference.of(trailing);
    }

    private FeatureWindow merged(long from, long until) {
        FeatureWindow merged = reference.layout().newWindow();
        panes.subMap(from, until).values().forEach(merged::merge);
        return merged;
    }

    /** Lets go of panes that no window and no reference needs any more. */
    private void forget(long end) {
        long kept = plan.isCount() ? 0 : plan.panes() - 1;
        if (wanted.kind() == Kind.TRAILING) {
            kept += wanted.panes();
            if (plan.isCount() && gathered != null) {
                kept += (end - gatheredFrom) / plan.pane().toMillis();
            }
        }
        panes.headMap(end - kept * plan.pane().toMillis()).clear();
    }

    /** Whether something was counted that is in no window and no reference yet, because its pane is not closed. */
    boolean hasOpenPanes() {
        return !panes.isEmpty() && plan.endOf(panes.lastKey()) > closedUntil;
    }

    /** End of the last pane that is closed; Long.MIN_VALUE before the first. */
    long closedUntil() {
        return closedUntil;
    }

    // --- a reference of events ---

    private Optional<Complete> learn(long end) {
        Map<Long, FeatureWindow> closed = panes.headMap(end);
        FeatureWindow all = incoming.newWindow();
        for (FeatureWindow pane : closed.values()) {
            all.merge(pane);
        }
        if (closed.isEmpty() || closed.size() < wanted.panes() || all.rows() < wanted.events()) {
            return Optional.empty();
        }
        reference = Reference.learn(all, Retention.NONE);
        long from = panes.firstKey();
        closed.replaceAll((pane, window) -> reference.counted(window));
        beginSeasons();
        learnUsual(end);
        if (wanted.kind() != Kind.TRAILING) {
            panes.headMap(end).clear();
        }
        return Optional.of(new Complete(
                from, end, all, reference, baseline, true, "windows are held against these events from now on"));
    }

    /** How much the windows of the reference differ from the whole of it. */
    private void learnUsual(long end) {
        FeatureWindow together = reference.layout().newWindow();
        for (Map.Entry<Long, FeatureWindow> pane : panes.headMap(end).entrySet()) {
            if (plan.isCount()) {
                together.merge(pane.getValue());
                if (together.rows() >= plan.events()) {
                    baseline.add(tests.test(reference, together));
                    together.clear();
                }
            } else {
                long until = plan.endOf(pane.getKey());
                long from = until - plan.panes() * plan.pane().toMillis();
                if (seasons == null) {
                    baseline.add(tests.test(reference, merged(from, until)));
                } else if (seasons.referenceAt(from).isEmpty()) {
                    learnSeason(from, merged(from, until));
                }
            }
        }
    }

    // --- state ---

    void writeTo(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(incoming.fingerprint());
        out.writeBoolean(reference != null);
        if (reference != null) {
            reference.writeTo(out);
        }
        baseline.writeTo(out);
        out.writeLong(closedUntil);
        out.writeInt(panes.size());
        for (Map.Entry<Long, FeatureWindow> pane : panes.entrySet()) {
            out.writeLong(pane.getKey());
            pane.getValue().writeTo(out);
        }
        out.writeBoolean(gathered != null);
        if (gathered != null) {
            out.writeLong(gatheredFrom);
            gathered.writeTo(out);
        }
        out.writeUTF(seasons == null ? "" : wanted.seasons().toString());
        if (seasons != null) {
            seasons.writeTo(out);
        }
    }

    /**
     * Reads what {@link #writeTo} wrote into windows of which nothing was seen. What was saved when values were counted otherwise is left:
     * the feature begins anew.
     *
     * @throws IOException if the bytes are of another version, or damaged
     */
    void readFrom(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version < 1 || version > VERSION) {
            throw new IOException(
                    "must be version 1 to " + VERSION + " of a feature's windows, found version " + version);
        }
        if (in.readLong() != incoming.fingerprint()) {
            return;
        }
        if (in.readBoolean()) {
            reference = Reference.read(in);
        }
        baseline = Baseline.read(tests.baseline(), in);
        FeatureLayout counted = reference == null ? incoming : reference.layout();
        closedUntil = in.readLong();
        for (int i = in.readInt(); i > 0; i--) {
            long pane = in.readLong();
            panes.put(pane, FeatureWindow.read(plan.endOf(pane) > closedUntil ? incoming : counted, in));
        }
        if (in.readBoolean()) {
            gatheredFrom = in.readLong();
            gathered = FeatureWindow.read(counted, in);
        }
        beginSeasons();
        // Seasons of other options begin anew.
        if (version > 1
                && seasons != null
                && in.readUTF().equals(wanted.seasons().toString())) {
            seasons.readFrom(in);
        }
    }
}
