package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * EDDM: errors that come closer together. Finds slow drifts that {@link Ddm} finds late, and alarms more often without one.
 *
 * <p>At each error, the number of values since the last one goes into a running mean μ and sample deviation s; q = μ + 2·s, of which the greatest after the
 * first {@code warmStart} values is kept. When there were more than {@code warmStart} errors and q is no new greatest, it is a warning if q/q_max &lt; α, a drift
 * if q/q_max &lt; β; until the next error the level stays a warning. {@link #statistic} is q/q_max, {@link #threshold} what it fell below.
 *
 * <p>Values are errors, 0 or 1; what is above 0.5 is one. Constant time and memory. M. Baena-García et al., "Early drift detection method", 2006; with the
 * sample variance, and no greatest distance from the first values, which few errors make great by chance, as in River.
 */
public final class Eddm extends SequentialDetector {
    private final EddmConfig config;
    private long count;
    private long errors;
    private long lastError;
    private double mean;
    private double squares;
    private double greatest;
    private boolean warned;

    Eddm(EddmConfig config) {
        this.config = config;
        startAfresh();
    }

    @Override
    public EddmConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        count = 0;
        errors = 0;
        lastError = 0;
        mean = 0;
        squares = 0;
        greatest = 0;
        warned = false;
    }

    @Override
    DriftLevel next(double value) {
        count++;
        if (value > 0.5) {
            DriftLevel level = error();
            warned = level == DriftLevel.WARNING;
            return level;
        }
        return warned ? DriftLevel.WARNING : DriftLevel.STABLE;
    }

    private DriftLevel error() {
        double distance = count - lastError;
        lastError = count;
        errors++;
        double apart = distance - mean;
        mean += apart / errors;
        squares += apart * (distance - mean);
        double q = mean + 2 * (errors > 1 ? Math.sqrt(squares / (errors - 1)) : 0);
        if (count <= config.warmStart()) {
            return DriftLevel.STABLE;
        }
        if (q > greatest) {
            greatest = q;
            return DriftLevel.STABLE;
        }
        if (errors <= config.warmStart()) {
            return DriftLevel.STABLE;
        }
        double ratio = q / greatest;
        if (ratio < config.beta()) {
            return found(DriftLevel.DRIFT, ratio, config.beta());
        }
        return ratio < config.alpha() ? found(DriftLevel.WARNING, ratio, config.alpha()) : DriftLevel.STABLE;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(errors);
        out.writeLong(lastError);
        out.writeDouble(mean);
        out.writeDouble(squares);
        out.writeDouble(greatest);
        out.writeBoolean(warned);
    }

    @Override
    void readState(DataInput in) throws IOException {
        count = readCount(in, "count");
        errors = readCount(in, "errors");
        lastError = readCount(in, "last error");
        mean = in.readDouble();
        squares = in.readDouble();
        greatest = in.readDouble();
        warned = in.readBoolean();
    }
}
