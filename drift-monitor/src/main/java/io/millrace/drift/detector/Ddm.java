package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * DDM: an error rate that rises far above the best that it was.
 *
 * <p>p = rate of errors among n values, σ = √(p(1−p)/n), looked at when n &gt; {@code warmStart}. The p and σ with the least sum are kept; it is a warning
 * if p + σ &gt; p_min + 2·σ_min, a drift if p + σ &gt; p_min + 3·σ_min. {@link #statistic} is p + σ, {@link #threshold} the right side.
 *
 * <p>Values are errors, 0 or 1; others are moved into [0, 1]. Constant time and memory. J. Gama, P. Medas, G. Castillo, P. Rodrigues, "Learning with drift
 * detection", SBIA 2004; where the sum equals the least one it takes its place, as in River.
 */
public final class Ddm extends SequentialDetector {
    private final DdmConfig config;
    private long count;
    private double rate;
    private double leastRate;
    private double leastDeviation;

    Ddm(DdmConfig config) {
        this.config = config;
        startAfresh();
    }

    @Override
    public DdmConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        count = 0;
        rate = 0;
        leastRate = Double.POSITIVE_INFINITY;
        leastDeviation = Double.POSITIVE_INFINITY;
    }

    @Override
    DriftLevel next(double value) {
        double error = Math.max(0, Math.min(1, value));
        count++;
        rate += (error - rate) / count;
        if (count <= config.warmStart()) {
            return DriftLevel.STABLE;
        }
        double deviation = Math.sqrt(rate * (1 - rate) / count);
        double sum = rate + deviation;
        if (sum <= leastRate + leastDeviation) {
            leastRate = rate;
            leastDeviation = deviation;
        }
        double drift = leastRate + config.driftThreshold() * leastDeviation;
        if (sum > drift) {
            return found(DriftLevel.DRIFT, sum, drift);
        }
        double warning = leastRate + config.warningThreshold() * leastDeviation;
        return sum > warning ? found(DriftLevel.WARNING, sum, warning) : DriftLevel.STABLE;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(rate);
        out.writeDouble(leastRate);
        out.writeDouble(leastDeviation);
    }

    @Override
    void readState(DataInput in) throws IOException {
        count = readCount(in, "count");
        rate = in.readDouble();
        leastRate = in.readDouble();
        leastDeviation = in.readDouble();
    }
}
