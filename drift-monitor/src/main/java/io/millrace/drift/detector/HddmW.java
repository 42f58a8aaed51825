package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HDDM-W: an average that favours new values against the same over the prefix where it was lowest, by McDiarmid's inequality. Good for gradual changes.
 *
 * <p>EWMA with weight λ, started by the first value; B starts at 1 and becomes λ² + (1−λ)²·B with each further value. ε = √(B·ln(1/δ_d)/2). The prefix with the least
 * EWMA + ε is sample 1, what comes after it sample 2. It is a drift, or a warning, at δ if EWMA₂ − EWMA₁ &gt; √((B₁+B₂)·ln(1/δ)/2). With
 * {@code twoSidedTest}, likewise for a fall below the prefix with the greatest EWMA − ε. {@link #statistic} is the difference, {@link #threshold} the bound.
 *
 * <p>Values lie in [0, 1]; others are moved there. Constant time and memory. I. Frías-Blanco et al., "Online and non-parametric drift detection methods based
 * on Hoeffding's bounds", IEEE TKDE 2015, W-test; as River.
 */
public final class HddmW extends SequentialDetector {
    private final HddmWConfig config;
    private final double logDrift;
    private final double logWarning;
    private long count;
    private double average;
    private double squares;
    private final Side rise = new Side(1);
    private final Side fall = new Side(-1);

    /** A direction: the prefix that the rest is compared with, and the rest. */
    private final class Side {
        private final int sign;
        private boolean begun;
        private double cut;
        private double prefixAverage;
        private double prefixSquares;
        private boolean hasRest;
        private double restAverage;
        private double restSquares;

        Side(int sign) {
            this.sign = sign;
        }

        void clear() {
            begun = false;
            cut = 0;
            prefixAverage = 0;
            prefixSquares = 0;
            hasRest = false;
            restAverage = 0;
            restSquares = 0;
        }

        DriftLevel next(double value) {
            double bound = sign * average + Math.sqrt(squares * logDrift);
            if (!begun || bound < cut) {
                begun = true;
                cut = bound;
                prefixAverage = average;
                prefixSquares = squares;
                hasRest = false;
                restAverage = 0;
                restSquares = 0;
                return DriftLevel.STABLE;
            }
            restAverage = hasRest ? averaged(restAverage, value) : value;
            restSquares = hasRest ? squared(restSquares) : 1;
            hasRest = true;
            double difference = sign * (restAverage - prefixAverage);
            double drift = Math.sqrt((prefixSquares + restSquares) * logDrift);
            if (difference > drift) {
                return found(DriftLevel.DRIFT, difference, drift);
            }
            double warning = Math.sqrt((prefixSquares + restSquares) * logWarning);
            return difference > warning ? found(DriftLevel.WARNING, difference, warning) : DriftLevel.STABLE;
        }

        void writeTo(DataOutput out) throws IOException {
            out.writeBoolean(begun);
            out.writeDouble(cut);
            out.writeDouble(prefixAverage);
            out.writeDouble(prefixSquares);
            out.writeBoolean(hasRest);
            out.writeDouble(restAverage);
            out.writeDouble(restSquares);
        }

        void readFrom(DataInput in) throws IOException {
            begun = in.readBoolean();
            cut = in.readDouble();
            prefixAverage = in.readDouble();
            prefixSquares = in.readDouble();
            hasRest = in.readBoolean();
            restAverage = in.readDouble();
            restSquares = in.readDouble();
        }
    }

    HddmW(HddmWConfig config) {
        this.config = config;
        logDrift = StrictMath.log(1 / config.driftConfidence()) / 2;
        logWarning = StrictMath.log(1 / config.warningConfidence()) / 2;
    }

    @Override
    public HddmWConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        count = 0;
        average = 0;
        squares = 0;
        rise.clear();
        fall.clear();
    }

    @Override
    DriftLevel next(double value) {
        double bounded = Math.max(0, Math.min(1, value));
        average = count == 0 ? bounded : averaged(average, bounded);
        squares = count == 0 ? 1 : squared(squares);
        count++;
        DriftLevel up = rise.next(bounded);
        if (!config.twoSidedTest() || up == DriftLevel.DRIFT) {
            return up;
        }
        DriftLevel down = fall.next(bounded);
        return down.compareTo(up) > 0 ? down : up;
    }

    private double averaged(double before, double value) {
        return config.lambdaVal() * value + (1 - config.lambdaVal()) * before;
    }

    private double squared(double before) {
        double kept = 1 - config.lambdaVal();
        return config.lambdaVal() * config.lambdaVal() + kept * kept * before;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(average);
        out.writeDouble(squares);
        rise.writeTo(out);
        fall.writeTo(out);
    }

    @Override
    void readState(DataInput in) throws IOException {
        count = readCount(in, "count");
        average = in.readDouble();
        squares = in.readDouble();
        rise.readFrom(in);
        fall.readFrom(in);
    }
}
