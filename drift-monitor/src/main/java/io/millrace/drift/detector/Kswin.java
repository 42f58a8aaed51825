package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * KSWIN: the newest values of a window against as many drawn from the older ones, by a Kolmogorov-Smirnov test. Finds changes of any kind, not of the mean
 * alone.
 *
 * <p>From the value on that fills the window of {@code windowSize}, the newest {@code statSize} values are compared with as many, drawn without
 * replacement, of the older ones. It is a drift if the exact two-sided p-value is at most α and the distance D is greater than 0.1. {@link #statistic} is D,
 * {@link #threshold} the least D that is a drift.
 *
 * <p>Memory O(windowSize) and 2.5 KB of random state; time of a value O(windowSize + statSize·log statSize). Detectors made alike draw alike. C. Raab,
 * M. Heusinger, F.-M. Schleif, "Reactive soft prototype computing for concept drift streams", Neurocomputing 2020. Draws are those of CPython's
 * {@code Random(seed).sample}, so that answers are those of River; as there, a fresh start begins the draws again.
 */
public final class Kswin extends SequentialDetector {
    private static final double LEAST_DISTANCE = 0.1;

    private final KswinConfig config;
    /** Least difference of counts that is a drift; more than there can be if none is. */
    private final int critical;

    private final MersenneTwister random;
    /** A ring; the oldest value is at {@code next} once it is full. */
    private final double[] window;

    private int next;
    private int count;

    private final int[] places;
    private final int[] pool;
    private final double[] older;
    private final double[] newest;

    Kswin(KswinConfig config) {
        this.config = config;
        random = new MersenneTwister(config.seed());
        window = new double[config.windowSize()];
        places = new int[config.statSize()];
        pool = new int[config.windowSize() - config.statSize()];
        older = new double[config.statSize()];
        newest = new double[config.statSize()];
        critical = critical(config.statSize(), config.alpha());
    }

    static int critical(int n, double alpha) {
        int h = (int) Math.floor(LEAST_DISTANCE * n) + 1;
        while (h <= n && KolmogorovSmirnov.probability(n, h) > alpha) {
            h++;
        }
        return h;
    }

    @Override
    public KswinConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        random.seed(config.seed());
        next = 0;
        count = 0;
    }

    @Override
    DriftLevel next(double value) {
        window[next] = value;
        next = next + 1 == window.length ? 0 : next + 1;
        count = Math.min(count + 1, window.length);
        if (count < window.length) {
            return DriftLevel.STABLE;
        }
        random.sample(pool.length, places, pool);
        for (int i = 0; i < places.length; i++) {
            older[i] = window[place(places[i])];
            newest[i] = window[place(pool.length + i)];
        }
        Arrays.sort(older);
        Arrays.sort(newest);
        int distance = KolmogorovSmirnov.distance(older, newest);
        return distance >= critical
                ? found(DriftLevel.DRIFT, (double) distance / config.statSize(), (double) critical / config.statSize())
                : DriftLevel.STABLE;
    }

    /** Where the value is that came {@code age}-th in the full window. */
    private int place(int age) {
        int place = next + age;
        return place < window.length ? place : place - window.length;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeInt(window.length);
        out.writeInt(next);
        out.writeInt(count);
        writeDoubles(out, window);
        random.writeTo(out);
    }

    @Override
    void readState(DataInput in) throws IOException {
        readInt(in, "windowSize", window.length, window.length);
        next = readInt(in, "place in the window", 0, window.length - 1);
        count = readInt(in, "count", 0, window.length);
        readDoubles(in, window);
        random.readFrom(in);
    }
}
