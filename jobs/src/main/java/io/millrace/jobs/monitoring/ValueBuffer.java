package io.millrace.jobs.monitoring;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects values by detector and model into chunks, as one record for each value would cost more than all else. Whoever fills it flushes it
 * before each watermark and barrier, so nothing in it is state. One thread.
 */
final class ValueBuffer {
    private static final int MOST = 1_000;

    private final List<String> detectors;
    private final Map<String, Open>[] byDetector;
    private final Consumer<ValueChunk> out;

    /** A chunk that is being filled. */
    private static final class Open {
        private final long[] times = new long[MOST];
        private final int[] partitions = new int[MOST];
        private final long[] offsets = new long[MOST];
        private final double[] values = new double[MOST];
        private int size;
    }

    /**
     * A buffer.
     *
     * @param detectors which there are, by {@link io.millrace.jobs.pipeline.DetectorPlan#id}
     * @param out takes chunks that are never changed again
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps of one type
    ValueBuffer(List<String> detectors, Consumer<ValueChunk> out) {
        this.detectors = detectors;
        byDetector = new Map[detectors.size()];
        Arrays.setAll(byDetector, i -> new LinkedHashMap<>());
        this.out = out;
    }

    /** Takes a value for the detector at a place of the list; NaN and infinities tell a detector nothing and are left out. */
    void add(int detector, String model, long time, int partition, long offset, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        Open open = byDetector[detector].computeIfAbsent(model, any -> new Open());
        int i = open.size++;
        open.times[i] = time;
        open.partitions[i] = partition;
        open.offsets[i] = offset;
        open.values[i] = value;
        if (open.size == MOST) {
            emit(detector, model, open);
        }
    }

    /** Hands on everything. */
    void flush() {
        for (int detector = 0; detector < byDetector.length; detector++) {
            // Models come and go: one that has not answered since the last time is forgotten.
            byDetector[detector].values().removeIf(open -> open.size == 0);
            for (Map.Entry<String, Open> open : byDetector[detector].entrySet()) {
                emit(detector, open.getKey(), open.getValue());
            }
        }
    }

    private void emit(int detector, String model, Open open) {
        ValueChunk chunk = new ValueChunk();
        chunk.detector = detectors.get(detector);
        chunk.model = model;
        chunk.times = Arrays.copyOf(open.times, open.size);
        chunk.partitions = Arrays.copyOf(open.partitions, open.size);
        chunk.offsets = Arrays.copyOf(open.offsets, open.size);
        chunk.values = Arrays.copyOf(open.values, open.size);
        open.size = 0;
        out.accept(chunk);
    }
}
