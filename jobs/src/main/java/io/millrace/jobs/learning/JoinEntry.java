package io.millrace.jobs.learning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.StringValue;

/**
 * What the join knows about one event. One instance is filled again and again: from a record, or from the bytes that are state. One thread.
 *
 * <p>The bytes, numbers big-endian, texts as {@link StringValue} writes them:
 *
 * <pre>
 * version   1 byte, 1
 * flags     1 byte: stage (2 bits), fallback, labelled, label is a text, label names its principal
 * event     time (8); while something waits for it also partition (4) and offset (8)     not in stage LABELLED
 * label     while something waits for it known-at (8), partition (4), offset (8); number (8) or text; principal     if labelled
 * the prediction as it is on its topic, up to the end     in stages PREDICTED and PARKED, unless fallback
 * </pre>
 */
final class JoinEntry {
    /** How far the event has come. */
    enum Stage {
        /** A label without a prediction. */
        LABELLED(0),
        /** A prediction without a label. */
        PREDICTED(1),
        /** Both; time has yet to come to the example. */
        PARKED(2),
        /** Over. It is kept for a while, to tell what comes afterwards. */
        OVER(3);

        /** In the saved form. */
        private final int code;

        Stage(int code) {
            this.code = code;
        }
    }

    private static final int VERSION = 1;
    /** By code. */
    private static final Stage[] STAGES = {Stage.LABELLED, Stage.PREDICTED, Stage.PARKED, Stage.OVER};

    private static final int STAGE_BITS = 0b11;
    private static final int FALLBACK = 1 << 2;
    private static final int LABELLED = 1 << 3;
    private static final int TEXT = 1 << 4;
    private static final int PRINCIPAL = 1 << 5;

    /** How far it has come. */
    Stage stage;

    /** When the event happened, milliseconds; not before there is a prediction. */
    long eventTime;

    /** Partition of the event on the events topic; not when it is over. */
    int eventPartition;

    /** Offset of the event in that partition; not when it is over. */
    long eventOffset;

    /** The prediction as it is on its topic; null if there is none, or no longer any. */
    byte[] prediction;

    /** Whether the prediction is the slot's fallback value. */
    boolean fallback;

    /** Whether there is a label. */
    boolean labelled;

    /** When the truth became known, milliseconds; not when it is over. */
    long knownAt;

    /** Partition of the label; not when it is over. */
    int labelPartition;

    /** Offset of the label; not when it is over. */
    long labelOffset;

    /** The truth, where it is a number. */
    double number;

    /** The truth, where it is a text; null where it is a number. */
    String text;

    /** Who says so; null where the label did not tell. */
    String principal;

    private final DataInputDeserializer in = new DataInputDeserializer();
    private final DataOutputSerializer out = new DataOutputSerializer(512);

    /** Begins with a prediction. */
    void begin(PredictionRecord record) {
        clearLabel();
        setPrediction(record);
    }

    /** Begins with a label. */
    void begin(LabelRecord label) {
        stage = Stage.LABELLED;
        fallback = false;
        prediction = null;
        setLabel(label);
    }

    void setPrediction(PredictionRecord record) {
        stage = Stage.PREDICTED;
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

    /** Nothing waits for it any more. */
    void end() {
        stage = Stage.OVER;
        prediction = null;
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

    /** When its horizon begins, milliseconds: with the event, or before there is a prediction, when the label became known. */
    long begin() {
        return stage == Stage.LABELLED ? knownAt : eventTime;
    }

    /** When prediction and label were both known, milliseconds. */
    long exampleTime() {
        return Math.max(knownAt, eventTime);
    }

    /** The saved form. */
    byte[] toBytes() {
        out.clear();
        try {
            write();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.getCopyOfBuffer();
    }

    private void write() throws IOException {
        out.writeByte(VERSION);
        out.writeByte(stage.code
                | (fallback ? FALLBACK : 0)
                | (labelled ? LABELLED : 0)
                | (labelled && text != null ? TEXT : 0)
                | (labelled && principal != null ? PRINCIPAL : 0));
        if (stage != Stage.LABELLED) {
            out.writeLong(eventTime);
            if (stage != Stage.OVER) {
                out.writeInt(eventPartition);
                out.writeLong(eventOffset);
            }
        }
        if (labelled) {
            writeLabel();
        }
        if (prediction != null && stage != Stage.OVER) {
            out.write(prediction);
        }
    }

    private void writeLabel() throws IOException {
        if (stage != Stage.OVER) {
            out.writeLong(knownAt);
            out.writeInt(labelPartition);
            out.writeLong(labelOffset);
        }
        if (text == null) {
            out.writeDouble(number);
        } else {
            StringValue.writeString(text, out);
        }
        if (principal != null) {
            StringValue.writeString(principal, out);
        }
    }

    /**
     * Takes over what was saved.
     *
     * @throws IllegalStateException if the bytes are of a version that is not known here
     */
    void read(byte[] saved) {
        in.setBuffer(saved);
        try {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "version of a join entry must be %d: version=%d".formatted(VERSION, version));
            }
            read();
        } catch (IOException e) {
            throw new UncheckedIOException("damaged join entry of " + saved.length + " bytes", e);
        }
        boolean waits = stage == Stage.PREDICTED || stage == Stage.PARKED;
        prediction = waits && !fallback ? Arrays.copyOfRange(saved, in.getPosition(), saved.length) : null;
    }

    private void read() throws IOException {
        int flags = in.readByte();
        stage = STAGES[flags & STAGE_BITS];
        fallback = (flags & FALLBACK) != 0;
        labelled = (flags & LABELLED) != 0;
        if (stage != Stage.LABELLED) {
            eventTime = in.readLong();
            if (stage != Stage.OVER) {
                eventPartition = in.readInt();
                eventOffset = in.readLong();
            }
        }
        if (labelled && stage != Stage.OVER) {
            knownAt = in.readLong();
            labelPartition = in.readInt();
            labelOffset = in.readLong();
        }
        boolean hasText = (flags & TEXT) != 0;
        number = labelled && !hasText ? in.readDouble() : Double.NaN;
        text = hasText ? StringValue.readString(in) : null;
        principal = (flags & PRINCIPAL) != 0 ? StringValue.readString(in) : null;
    }
}
