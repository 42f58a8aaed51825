package io.millrace.benchmarks;

import io.millrace.jobs.decode.DecodeFault;
import io.millrace.jobs.decode.EventDecoder;
import io.millrace.jobs.decode.EventHeader;
import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.ModelContract;
import io.millrace.model.RowBatch;
import java.util.ArrayList;
import java.util.List;

/** Readings on their way through the scoring job's decoder: endless, from a set large enough to be no pattern. */
final class DecodedReadings {
    /** Different events, a power of two. */
    private static final int EVENTS = 16_384;

    private final byte[][] events = encoded();
    private final EventDecoder decoder;
    private final EventHeader header = new EventHeader();
    private int next;

    /** Readings for a model of {@code contract}. */
    DecodedReadings(ModelContract contract) {
        List<String> problems = new ArrayList<>();
        List<Feature> features = Readings.FEATURES.stream()
                .map(name -> new Feature(name, name, false, 1))
                .toList();
        decoder = EventDecoder.of(
                new Events("readings", EventFormat.AVRO, List.of(Readings.SCHEMA.toString()), "", "id", "", "time"),
                features,
                contract,
                "benchmark",
                problems);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("readings must fit the model: " + problems);
        }
    }

    /** The different events, encoded. */
    static byte[][] encoded() {
        Readings readings = new Readings();
        byte[][] events = new byte[EVENTS][];
        for (int i = 0; i < EVENTS; i++) {
            events[i] = readings.encode(i);
        }
        return events;
    }

    /** Adds the next reading to {@code rows}, which must have room. */
    void decodeNext(RowBatch rows) {
        DecodeFault fault = decoder.decode(events[next++ & (EVENTS - 1)], rows, header);
        if (fault != DecodeFault.NONE) {
            throw new IllegalStateException("readings must be readable: " + fault);
        }
    }
}
