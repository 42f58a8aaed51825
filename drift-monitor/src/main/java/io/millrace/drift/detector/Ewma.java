package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The EWMA chart: a moving average that favours new values, between limits around the normal mean.
 *
 * <p>Mean and standard deviation come from the first {@code minInstances} values, and from more as long as all are equal. Then, with x in standard
 * deviations from the mean, e = λ·x + (1−λ)·e from 0, σ_e = √(λ/(2−λ)·(1 − (1−λ)^(2t))) after t values; a drift if |e|/σ_e is above {@code driftThreshold}, a
 * warning above {@code warningThreshold}; e/σ_e alone unless {@code twoSided}. {@link #statistic} is that quotient.
 *
 * <p>Constant time and memory. S. W. Roberts, "Control chart tests based on geometric moving averages", Technometrics 1959.
 */
public final class Ewma extends SequentialDetector {
    private final EwmaConfig config;
    private final NormalValues normal;
    private long count;
    private double average;
    /** (1−λ)^(2t). */
    private double untold = 1;

    Ewma(EwmaConfig config) {
        this.config = config;
        normal = new NormalValues(config.minInstances());
    }

    @Override
    public EwmaConfig config() {
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
        average = 0;
        untold = 1;
    }

    @Override
    DriftLevel next(double value) {
        count++;
        if (normal.isLearning()) {
            normal.learn(value);
            return DriftLevel.STABLE;
        }
        double kept = 1 - config.lambda();
        average = config.lambda() * normal.standardised(value) + kept * average;
        untold *= kept * kept;
        double quotient = average / Math.sqrt(config.lambda() / (1 + kept) * (1 - untold));
        double distance = config.twoSided() ? Math.abs(quotient) : quotient;
        if (distance > config.driftThreshold()) {
            return found(DriftLevel.DRIFT, distance, config.driftThreshold());
        }
        return distance > config.warningThreshold()
                ? found(DriftLevel.WARNING, distance, config.warningThreshold())
                : DriftLevel.STABLE;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        normal.writeTo(out);
        out.writeLong(count);
        out.writeDouble(average);
        out.writeDouble(untold);
    }

    @Override
    void readState(DataInput in) throws IOException {
        normal.readFrom(in);
        count = readCount(in, "count");
        average = in.readDouble();
        untold = in.readDouble();
    }
}
