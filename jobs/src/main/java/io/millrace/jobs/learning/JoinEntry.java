package io.millrace.jobs.learning;

import java.util.Objects;

/**
 * What the join knows about one event. State: kept in checkpoints as a Flink POJO, so a field may be added but not change its type.
 */
public final class JoinEntry {
    /** How far the event has come. */
    public enum Stage {
        /** A label without a prediction. */
        LABELLED,
        /** A prediction without a label. */
        PREDICTED,
        /** Both; time has yet to come to the example. */
        PARKED,
        /** Over. It is kept for a while, to tell what comes afterwards. */
        OVER
    }

    /** How far it has come. */
    public Stage stage;

    /** When the event happened, milliseconds; not before there is a prediction. */
    public long eventTime;

    /** Partition of the event on the events topic. */
    public int eventPartition;

    /** Offset of the event in that partition. */
    public long eventOffset;

    /** The prediction as it is on its topic; null if there is none, or no longer any. */
    public byte[] prediction;

    /** Whether the prediction is the slot's fallback value. */
    public boolean fallback;

    /** Whether there is a label. */
    public boolean labelled;

    /** When the truth became known, milliseconds. */
    public long knownAt;

    /** Partition of the label. */
    public int labelPartition;

    /** Offset of the label. */
    public long labelOffset;

    /** The truth, where it is a number. */
    public double number;

    /** The truth, where it is a text; null where it is a number. */
    public String text;

    /** Who says so; null where the label did not tell. */
    public String principal;

    /** For Flink. */
    public JoinEntry() {}

    void setPrediction(PredictionRecord record) {
        eventTime = record.eventTime;
        eventPartition = record.partition;
        eventOffset = record.offset;
        fallback = record.kind == PredictionRecord.Kind.FALLBACK;
        prediction = fallback ? null : record.value;
    }

    void setLabel(LabelRecord label) {
        labelled = true;
        knownAt = label.knownAt;
        labelPartition = label.partition;
        labelOffset = label.offset;
        number = label.number;
        text = label.text;
        principal = label.principal;
    }

    void clearLabel() {
        labelled = false;
        text = null;
        principal = null;
    }

    /** Whether the event was read before that of {@code record}; so one of several predictions is chosen alike in every run. */
    boolean isOfEarlierEvent(PredictionRecord record) {
        return eventPartition < record.partition
                || (eventPartition == record.partition && eventOffset <= record.offset);
    }

    /** What a further label is beside the one that is here. */
    LabelOutcome compare(LabelRecord further) {
        boolean same = text == null
                ? further.text == null && Double.compare(number, further.number) == 0
                : text.equals(further.text);
        if (same) {
            return LabelOutcome.DUPLICATE;
        }
        return Objects.equals(principal, further.principal) ? LabelOutcome.CORRECTED : LabelOutcome.CONFLICTING;
    }

    /** When prediction and label were both known, milliseconds. */
    long exampleTime() {
        return Math.max(knownAt, eventTime);
    }
}
