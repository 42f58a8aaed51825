package io.millrace.jobs.learning;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Examples on their way from the join to the learners. Those that are state there are written otherwise. */
final class ExampleSerializer extends RecordSerializer<Example> {
    static final ExampleSerializer INSTANCE = new ExampleSerializer();

    private static final long serialVersionUID = 1L;

    @Override
    public Example createInstance() {
        return new Example();
    }

    @Override
    Example copyInto(Example from, Example reuse) {
        reuse.time = from.time;
        reuse.labelled = from.labelled;
        reuse.partition = from.partition;
        reuse.offset = from.offset;
        reuse.eventTime = from.eventTime;
        reuse.number = from.number;
        reuse.text = from.text;
        reuse.principal = from.principal;
        reuse.eventId = from.eventId;
        reuse.prediction = from.prediction;
        return reuse;
    }

    @Override
    public void serialize(Example example, DataOutputView target) throws IOException {
        target.writeLong(example.time);
        target.writeBoolean(example.labelled);
        target.writeInt(example.partition);
        target.writeLong(example.offset);
        target.writeLong(example.eventTime);
        target.writeDouble(example.number);
        writeText(example.text, target);
        writeText(example.principal, target);
        writeText(example.eventId, target);
        writeBytes(example.prediction, target);
    }

    @Override
    public Example deserialize(Example reuse, DataInputView source) throws IOException {
        reuse.time = source.readLong();
        reuse.labelled = source.readBoolean();
        reuse.partition = source.readInt();
        reuse.offset = source.readLong();
        reuse.eventTime = source.readLong();
        reuse.number = source.readDouble();
        reuse.text = readText(source);
        reuse.principal = readText(source);
        reuse.eventId = readText(source);
        reuse.prediction = readBytes(source);
        return reuse;
    }

    @Override
    public TypeSerializerSnapshot<Example> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Flink names the serialiser of state by it; ours is of none. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Example> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
