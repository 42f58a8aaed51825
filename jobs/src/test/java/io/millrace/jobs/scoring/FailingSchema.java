package io.millrace.jobs.scoring;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands records on like production's schema, and throws, waits or is slow when told to; static, because Flink copies it to its
 * tasks.
 */
final class FailingSchema implements KafkaRecordDeserializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong RECORDS_LEFT = new AtomicLong(Long.MAX_VALUE);
    private static final AtomicInteger FAILURES_SO_FAR = new AtomicInteger();
    private static final int NONE = -1;
    private static final AtomicInteger HELD = new AtomicInteger(NONE);
    private static final AtomicLong PAUSE_NANOS = new AtomicLong();

    private final SourceRecordSchema delegate = new SourceRecordSchema();

    static void reset() {
        RECORDS_LEFT.set(Long.MAX_VALUE);
        FAILURES_SO_FAR.set(0);
        HELD.set(NONE);
        PAUSE_NANOS.set(0);
    }

    /** The next record of this partition keeps its task's thread until {@link #reset}. */
    static void hold(int partition) {
        HELD.set(partition);
    }

    /** Each record takes so long. */
    static void slow(long nanos) {
        PAUSE_NANOS.set(nanos);
    }

    static void failAfter(int records) {
        RECORDS_LEFT.set(records);
    }

    static int failures() {
        return FAILURES_SO_FAR.get();
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        delegate.open(context);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> in, Collector<SourceRecord> out) {
        if (RECORDS_LEFT.decrementAndGet() == 0) {
            RECORDS_LEFT.set(Long.MAX_VALUE);
            FAILURES_SO_FAR.incrementAndGet();
            throw new IllegalStateException("failure made by the test");
        }
        while (HELD.get() == in.partition()) {
            LockSupport.parkNanos(1_000_000);
        }
        if (PAUSE_NANOS.get() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS.get());
        }
        delegate.deserialize(in, out);
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return delegate.getProducedType();
    }
}
