package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The Page-Hinkley test: sums of what values exceed their mean by, against the least such sum so far.
 *
 * <p>With the mean of all values, x included: up = α·up + (x − mean) − δ, down = α·down + (x − mean) + δ. From value number {@code minInstances} on it is a
 * drift if up − min(up) &gt; λ, or max(down) − down &gt; λ. {@link #statistic} is that difference, {@link #threshold} λ. The greatest sum down starts at −1, as in
 * River. {@link PageHinkleyMode#UP_FLOORED}: sum = max(0, α·sum + x − mean − δ), a drift from value {@code minInstances} − 1 on if sum ≥ λ.
 *
 * <p>Constant time and memory. E. S. Page, "Continuous inspection schemes", Biometrika 1954; D. V. Hinkley, "Inference about the change-point from
 * cumulative sum tests", Biometrika 1971; River's form, with a mean that it learns and a fading factor α.
 */
public final class PageHinkley extends SequentialDetector {
    private final PageHinkleyConfig config;
    private long count;
    private double mean;
    private double up;
    private double leastUp;
    private double down;
    private double greatestDown;

    PageHinkley(PageHinkleyConfig config) {
        this.config = config;
        startAfresh();
    }

    @Override
    public PageHinkleyConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        count = 0;
        mean = 0;
        up = 0;
        leastUp = Double.POSITIVE_INFINITY;
        down = 0;
        greatestDown = -1;
    }

    @Override
    DriftLevel next(double value) {
        count++;
        mean += (value - mean) / count;
        double apart = value - mean;
        if (config.mode() == PageHinkleyMode.UP_FLOORED) {
            up = Math.max(0, config.alpha() * up + apart - config.delta());
            return count >= config.minInstances() - 1 && up >= config.threshold() ? drift(up) : DriftLevel.STABLE;
        }
        up = config.alpha() * up + apart - config.delta();
        down = config.alpha() * down + apart + config.delta();
        leastUp = Math.min(leastUp, up);
        greatestDown = Math.max(greatestDown, down);
        if (count < config.minInstances()) {
            return DriftLevel.STABLE;
        }
        if (config.mode() != PageHinkleyMode.DOWN && up - leastUp > config.threshold()) {
            return drift(up - leastUp);
        }
        if (config.mode() != PageHinkleyMode.UP && greatestDown - down > config.threshold()) {
            return drift(greatestDown - down);
        }
        return DriftLevel.STABLE;
    }

    private DriftLevel drift(double sum) {
        return found(DriftLevel.DRIFT, sum, config.threshold());
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(up);
        out.writeDouble(leastUp);
        out.writeDouble(down);
        out.writeDouble(greatestDown);
    }

    @Override
    void readState(DataInput in) throws IOException {
        count = readCount(in, "count");
        mean = in.readDouble();
        up = in.readDouble();
        leastUp = in.readDouble();
        down = in.readDouble();
        greatestDown = in.readDouble();
    }
}
