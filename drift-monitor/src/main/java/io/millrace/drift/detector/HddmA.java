package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HDDM-A: the mean of all values against the mean of the prefix where it was lowest, by Hoeffding's inequality. Good for abrupt changes.
 *
 * <p>With ε(n) = √(ln(1/δ_d)/(2n)), the prefix of n_min values with the least mean + ε is kept. It is a drift, or a warning, at δ if mean − mean_min ≥
 * √((n − n_min)/(2·n_min·n)·ln(2/δ)). With {@code twoSidedTest}, likewise for a fall below the prefix with the greatest mean − ε, which is a drift or a warning
 * too. {@link #statistic} is the difference of means, {@link #threshold} the bound.
 *
 * <p>Values lie in [0, 1]; others are moved there. Constant time and memory. I. Frías-Blanco et al., "Online and non-parametric drift detection methods based
 * on Hoeffding's bounds", IEEE TKDE 2015, A-test; as River.
 */
public final class HddmA extends SequentialDetector {
    private final HddmAConfig config;
    private final double logCut;
    private final double logDrift;
    private final double logWarning;
    private long count;
    private double sum;
    private long leastCount;
    private double leastSum;
    private long greatestCount;
    private double greatestSum;

    HddmA(HddmAConfig config) {
        this.config = config;
        logCut = StrictMath.log(1 / config.driftConfidence()) / 2;
        logDrift = StrictMath.log(2 / config.driftConfidence()) / 2;
        logWarning = StrictMath.log(2 / config.warningConfidence()) / 2;
    }

    @Override
    public HddmAConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        count = 0;
        sum = 0;
        leastCount = 0;
        leastSum = 0;
        greatestCount = 0;
        greatestSum = 0;
    }

    @Override
    DriftLevel next(double value) {
        count++;
        sum += Math.max(0, Math.min(1, value));
        double mean = sum / count;
        double epsilon = Math.sqrt(logCut / count);
        if (leastCount == 0 || mean + epsilon <= leastSum / leastCount + Math.sqrt(logCut / leastCount)) {
            leastCount = count;
            leastSum = sum;
        }
        DriftLevel rise = compare(mean - leastSum / leastCount, leastCount);
        if (!config.twoSidedTest() || rise == DriftLevel.DRIFT) {
            return rise;
        }
        if (greatestCount == 0 || mean - epsilon >= greatestSum / greatestCount - Math.sqrt(logCut / greatestCount)) {
            greatestCount = count;
            greatestSum = sum;
        }
        DriftLevel fall = compare(greatestSum / greatestCount - mean, greatestCount);
        return fall.compareTo(rise) > 0 ? fall : rise;
    }

    private DriftLevel compare(double difference, long prefix) {
        if (prefix == count) {
            return DriftLevel.STABLE;
        }
        double share = (count - prefix) / ((double) prefix * count);
        double drift = Math.sqrt(share * logDrift);
        if (difference >= drift) {
            return found(DriftLevel.DRIFT, difference, drift);
        }
        double warning = Math.sqrt(share * logWarning);
        return difference >= warning ? found(DriftLevel.WARNING, difference, warning) : DriftLevel.STABLE;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(sum);
        out.writeLong(leastCount);
        out.writeDouble(leastSum);
        out.writeLong(greatestCount);
        out.writeDouble(greatestSum);
    }

    @Override
    void readState(DataInput in) throws IOException {
        count = readCount(in, "count");
        sum = in.readDouble();
        leastCount = readCount(in, "values of the prefix with the least mean");
        leastSum = in.readDouble();
        greatestCount = readCount(in, "values of the prefix with the greatest mean");
        greatestSum = in.readDouble();
    }
}
