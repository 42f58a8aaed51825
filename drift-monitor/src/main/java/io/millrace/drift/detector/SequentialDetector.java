package io.millrace.drift.detector;

import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What all detectors have in common: what is not finite is left out, a value beyond ±{@value #LIMIT} counts as that, so that no sum of squares
 * overflows, a drift ends what came before it, and a snapshot begins with the detector's name and the version of its form.
 */
abstract class SequentialDetector implements DriftDetector {
    /** Of the form of the state; one number for all detectors. */
    private static final int VERSION = 1;

    private static final double LIMIT = 1e100;

    private boolean ended;
    private double statistic = Double.NaN;
    private double threshold = Double.NaN;

    @Override
    public final DriftLevel update(double value) {
        if (!(Math.abs(value) <= LIMIT)) {
            if (!Double.isFinite(value)) {
                return DriftLevel.STABLE;
            }
            return observe(Math.copySign(LIMIT, value));
        }
        return observe(value);
    }

    private DriftLevel observe(double value) {
        if (ended) {
            startAfresh();
            ended = false;
        }
        DriftLevel level = next(value);
        ended = level == DriftLevel.DRIFT;
        return level;
    }

    /** Takes a finite value. */
    abstract DriftLevel next(double value);

    /** Forgets what came before a drift. */
    abstract void startAfresh();

    /** Writes what {@link #readState} reads. */
    abstract void writeState(DataOutput out) throws IOException;

    /** Reads a state into a detector that has seen nothing. */
    abstract void readState(DataInput in) throws IOException;

    @Override
    public final double statistic() {
        return statistic;
    }

    @Override
    public final double threshold() {
        return threshold;
    }

    /** Keeps what was found. */
    final DriftLevel found(DriftLevel level, double foundStatistic, double passedThreshold) {
        statistic = foundStatistic;
        threshold = passedThreshold;
        return level;
    }

    @Override
    public final void writeTo(DataOutput out) throws IOException {
        out.writeUTF(config().detector());
        out.writeInt(VERSION);
        out.writeBoolean(ended);
        out.writeDouble(statistic);
        out.writeDouble(threshold);
        writeState(out);
    }

    /** Reads a snapshot into a detector that has seen nothing, and returns that detector. */
    static <D extends SequentialDetector> D restored(D detector, DataInput in) throws IOException {
        SequentialDetector common = detector;
        String name = in.readUTF();
        if (!name.equals(common.config().detector())) {
            throw new IOException("must be a state of " + common.config().detector() + ", found " + name);
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("must be version " + VERSION + " of a detector's state, found " + version);
        }
        common.ended = in.readBoolean();
        common.statistic = in.readDouble();
        common.threshold = in.readDouble();
        detector.readState(in);
        return detector;
    }

    /** Reads a number that must lie in [{@code low}, {@code high}]. */
    static int readInt(DataInput in, String name, int low, int high) throws IOException {
        int value = in.readInt();
        if (value < low || value > high) {
            throw new IOException("must be in [" + low + ", " + high + "]: " + name + "=" + value);
        }
        return value;
    }

    /** Reads a number that must be at least 0. */
    static long readCount(DataInput in, String name) throws IOException {
        long value = in.readLong();
        if (value < 0) {
            throw new IOException("must be >= 0: " + name + "=" + value);
        }
        return value;
    }

    static void writeDoubles(DataOutput out, double[] values) throws IOException {
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    static void readDoubles(DataInput in, double[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
    }
}
