package io.millrace.benchmarks;

import io.millrace.jobs.learning.TopicRecord;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MonitoringEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink of the monitoring job's that counts what it is told and drops it. A run is found by its name, as sinks travel as bytes.
 */
final class FindingTally implements AutoCloseable {
    private static final Map<String, FindingTally> BY_RUN = new ConcurrentHashMap<>();
    /** The figure that is told of every window, whatever the feature's kind. */
    private static final String ROWS_OF = "drift.feature." + Readings.FEATURES.get(0) + ".missing-rate";

    private final String run;
    private final AtomicLong findings = new AtomicLong();
    private final AtomicLong drifts = new AtomicLong();
    private final AtomicLong windows = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();

    private FindingTally(String run) {
        this.run = run;
    }

    /** Begins a run. */
    static FindingTally begin(String run) {
        FindingTally tally = new FindingTally(run);
        BY_RUN.put(run, tally);
        return tally;
    }

    /** The sink. */
    Sink<TopicRecord> sink() {
        return new TallySink(run);
    }

    /** What was told. */
    long findings() {
        return findings.get();
    }

    /** Drifts among it. */
    long drifts() {
        return drifts.get();
    }

    /** Windows of the first feature that were held against a reference. */
    long windows() {
        return windows.get();
    }

    /** Events in these. */
    long rows() {
        return rows.get();
    }

    private void take(TopicRecord record) {
        MonitoringEvent event = MessageCodec.MONITORING_EVENT.decode(record.value);
        findings.incrementAndGet();
        if (event.getKind().equals("DRIFT")) {
            drifts.incrementAndGet();
        }
        if (event.getName().equals(ROWS_OF)) {
            windows.incrementAndGet();
            rows.addAndGet(event.getN());
        }
    }

    @Override
    public void close() {
        BY_RUN.remove(run);
    }

    private record TallySink(String run) implements Sink<TopicRecord> {
        @Override
        public SinkWriter<TopicRecord> createWriter(WriterInitContext context) {
            FindingTally tally = BY_RUN.get(run);
            return new SinkWriter<>() {
                @Override
                public void write(TopicRecord record, Context of) {
                    tally.take(record);
                }

                @Override
                public void flush(boolean endOfInput) {
                    // nothing waits
                }

                @Override
                public void close() {
                    // nothing is open
                }
            };
        }
    }
}
