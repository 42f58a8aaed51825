package io.millrace.benchmarks;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far predictions and labels of a run have come, so that labels follow their predictions at a distance, as they do in life. Both are
 * made in one JVM, by as many readers each as there are parts. A run is found by its name, as readers travel as bytes.
 */
final class Pace implements AutoCloseable {
    private static final Map<String, Pace> BY_RUN = new ConcurrentHashMap<>();

    private final String run;
    private final long recordsOfPart;
    private final long delay;
    private final AtomicLongArray predictions;
    private final AtomicLongArray labels;
    private final long[] quarterNanos;

    private Pace(String run, int parts, long recordsOfPart, long delay) {
        this.run = run;
        this.recordsOfPart = recordsOfPart;
        this.delay = delay;
        predictions = new AtomicLongArray(parts);
        labels = new AtomicLongArray(parts);
        quarterNanos = new long[parts];
    }

    /**
     * Begins a run.
     *
     * @param recordsOfPart predictions, and as many labels, of each part
     * @param delay how many predictions of its part a label is behind its own
     */
    static Pace begin(String run, int parts, long recordsOfPart, long delay) {
        Pace pace = new Pace(run, parts, recordsOfPart, delay);
        BY_RUN.put(run, pace);
        return pace;
    }

    static Pace of(String run) {
        return BY_RUN.get(run);
    }

    long recordsOfPart() {
        return recordsOfPart;
    }

    /** Whether it is the turn of prediction {@code next} of a part; neither side runs away from the other. */
    boolean mayPredict(int part, long next) {
        return next <= labels.get(part) + delay + delay / 2;
    }

    /** Whether it is the turn of label {@code next} of a part. */
    boolean mayLabel(int part, long next) {
        long predicted = predictions.get(part);
        return next + delay <= predicted || predicted == recordsOfPart;
    }

    void predicted(int part, long count) {
        predictions.lazySet(part, count);
        if (count == recordsOfPart / 4) {
            quarterNanos[part] = System.nanoTime();
        }
    }

    void labelled(int part, long count) {
        labels.lazySet(part, count);
    }

    /** When the last part had made a quarter of its predictions; asked after the run. */
    long quarterNanos() {
        long last = quarterNanos[0];
        for (long nanos : quarterNanos) {
            last = Math.max(last, nanos);
        }
        return last;
    }

    @Override
    public void close() {
        BY_RUN.remove(run);
    }
}
