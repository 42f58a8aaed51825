package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The CUSUM chart: sums of what values exceed their normal mean by. Best for a small shift that stays.
 *
 * <p>Mean and standard deviation come from the first {@code minInstances} values, and from more as long as all are equal. Then z = (x − mean)/deviation,
 * s⁺ = max(0, s⁺ + z − k), s⁻ = max(0, s⁻ − z − k); a drift if either is above h. {@link #statistic} is that sum, {@link #threshold} h.
 *
 * <p>Constant time and memory. E. S. Page, "Continuous inspection schemes", Biometrika 1954; tabular form as in D. C. Montgomery, "Introduction to
 * statistical quality control". A mean learned from few values is off by its own error, so that false alarms come sooner than the tables for a known mean say.
 */
public final class Cusum extends SequentialDetector {
    private final CusumConfig config;
    private final NormalValues normal;
    private long count;
    private double rise;
    private double fall;

    Cusum(CusumConfig config) {
        this.config = config;
        normal = new NormalValues(config.minInstances());
    }

    @Override
    public CusumConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        normal.clear();
        count = 0;
        rise = 0;
        fall = 0;
    }

    @Override
    DriftLevel next(double value) {
        count++;
        if (normal.isLearning()) {
            normal.learn(value);
            return DriftLevel.STABLE;
        }
        double z = normal.standardised(value);
        rise = Math.max(0, rise + z - config.drift());
        fall = config.twoSided() ? Math.max(0, fall - z - config.drift()) : 0;
        double greater = Math.max(rise, fall);
        return greater > config.threshold() ? found(DriftLevel.DRIFT, greater, config.threshold()) : DriftLevel.STABLE;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        normal.writeTo(out);
        out.writeLong(count);
        out.writeDouble(rise);
        out.writeDouble(fall);
    }

    @Override
    void readState(DataInput in) throws IOException {
        normal.readFrom(in);
        count = readCount(in, "count");
        rise = in.readDouble();
        fall = in.readDouble();
    }
}
