package io.millrace.jobs.learning;

import io.millrace.jobs.learning.PredictionRecord.Kind;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Predictions on their way to the subtask of their event. */
final class PredictionRecordSerializer extends RecordSerializer<PredictionRecord> {
    static final PredictionRecordSerializer INSTANCE = new PredictionRecordSerializer();

    private static final long serialVersionUID = 1L;

    /** By the byte that stands for each. */
    private static final Kind[] KINDS = {Kind.SCORED, Kind.FALLBACK, Kind.UNREADABLE};

    @Override
    public PredictionRecord createInstance() {
        return new PredictionRecord();
    }

    @Override
    PredictionRecord copyInto(PredictionRecord from, PredictionRecord reuse) {
        reuse.kind = from.kind;
        reuse.eventId = from.eventId;
        reuse.eventTime = from.eventTime;
        reuse.partition = from.partition;
        reuse.offset = from.offset;
        reuse.value = from.value;
        return reuse;
    }

    @Override
    public void serialize(PredictionRecord record, DataOutputView target) throws IOException {
        target.writeByte(code(record.kind));
        writeText(record.eventId, target);
        target.writeLong(record.eventTime);
        target.writeInt(record.partition);
        target.writeLong(record.offset);
        writeBytes(record.value, target);
    }

    private static int code(Kind kind) {
        return switch (kind) {
            case SCORED -> 0;
            case FALLBACK -> 1;
            case UNREADABLE -> 2;
        };
    }

    @Override
    public PredictionRecord deserialize(PredictionRecord reuse, DataInputView source) throws IOException {
        reuse.kind = KINDS[source.readByte()];
        reuse.eventId = readText(source);
        reuse.eventTime = source.readLong();
        reuse.partition = source.readInt();
        reuse.offset = source.readLong();
        reuse.value = readBytes(source);
        return reuse;
    }

    @Override
    public TypeSerializerSnapshot<PredictionRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Flink names the serialiser of state by it; ours is of none. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PredictionRecord> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
