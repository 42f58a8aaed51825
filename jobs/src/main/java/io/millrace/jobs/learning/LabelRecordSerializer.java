package io.millrace.jobs.learning;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Labels on their way to the subtask of their event. */
final class LabelRecordSerializer extends RecordSerializer<LabelRecord> {
    static final LabelRecordSerializer INSTANCE = new LabelRecordSerializer();

    private static final long serialVersionUID = 1L;

    @Override
    public LabelRecord createInstance() {
        return new LabelRecord();
    }

    @Override
    LabelRecord copyInto(LabelRecord from, LabelRecord reuse) {
        reuse.readable = from.readable;
        reuse.eventId = from.eventId;
        reuse.knownAt = from.knownAt;
        reuse.partition = from.partition;
        reuse.offset = from.offset;
        reuse.number = from.number;
        reuse.text = from.text;
        reuse.principal = from.principal;
        return reuse;
    }

    @Override
    public void serialize(LabelRecord label, DataOutputView target) throws IOException {
        target.writeBoolean(label.readable);
        writeText(label.eventId, target);
        target.writeLong(label.knownAt);
        target.writeInt(label.partition);
        target.writeLong(label.offset);
        target.writeDouble(label.number);
        writeText(label.text, target);
        writeText(label.principal, target);
    }

    @Override
    public LabelRecord deserialize(LabelRecord reuse, DataInputView source) throws IOException {
        reuse.readable = source.readBoolean();
        reuse.eventId = readText(source);
        reuse.knownAt = source.readLong();
        reuse.partition = source.readInt();
        reuse.offset = source.readLong();
        reuse.number = source.readDouble();
        reuse.text = readText(source);
        reuse.principal = readText(source);
        return reuse;
    }

    @Override
    public TypeSerializerSnapshot<LabelRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Flink names the serialiser of state by it; ours is of none. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<LabelRecord> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
