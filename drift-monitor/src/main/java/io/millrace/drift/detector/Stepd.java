package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * STEPD: the newest errors against all before them, by a test of equal proportions. Quick, with many false alarms.
 *
 * <p>Of n_r = {@code window} newest and n_o older values, r_r and r_o are right; T = (|r_o/n_o − r_r/n_r| − ½(1/n_o + 1/n_r)) / √(p(1−p)(1/n_o + 1/n_r)),
 * p = (r_o + r_r)/(n_o + n_r). When there are at least as many older as newest values and the newest are worse, it is a drift if 1 − Φ(T) &lt;
 * {@code alphaDrift}, a warning if &lt; {@code alphaWarning}. {@link #statistic} is T, {@link #threshold} the T at that probability.
 *
 * <p>Values are errors, 0 or 1; what is above 0.5 is one. Constant time, memory O(window). K. Nishida, K. Yamauchi, "Detecting concept drift using
 * statistical testing", DS 2007. The probability is one-sided and only worse values count, as the test is for a loss of accuracy.
 */
public final class Stepd extends SequentialDetector {
    private final StepdConfig config;
    private final double drift;
    private final double warning;
    /** A ring of the newest values; the oldest is at {@code next} once it is full. */
    private final boolean[] newest;

    private int next;
    private int newestErrors;
    private long count;
    private long olderErrors;

    Stepd(StepdConfig config) {
        this.config = config;
        newest = new boolean[config.window()];
        drift = deviate(config.alphaDrift());
        warning = deviate(config.alphaWarning());
    }

    /** The standard normal deviate above which lies a probability. */
    private static double deviate(double probability) {
        return Math.sqrt(2) * InverseErfc.value(2 * probability);
    }

    @Override
    public StepdConfig config() {
        return config;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void startAfresh() {
        next = 0;
        newestErrors = 0;
        count = 0;
        olderErrors = 0;
    }

    @Override
    DriftLevel next(double value) {
        boolean error = value > 0.5;
        if (count >= newest.length && newest[next]) {
            olderErrors++;
            newestErrors--;
        }
        newest[next] = error;
        newestErrors += error ? 1 : 0;
        next = next + 1 == newest.length ? 0 : next + 1;
        count++;
        return count < 2L * newest.length ? DriftLevel.STABLE : compare();
    }

    private DriftLevel compare() {
        double n = newest.length;
        double older = count - n;
        double difference = newestErrors / n - olderErrors / older;
        double inverse = 1 / older + 1 / n;
        double rate = (olderErrors + newestErrors) / (double) count;
        double deviation = Math.sqrt(rate * (1 - rate) * inverse);
        if (difference <= 0 || deviation == 0) {
            return DriftLevel.STABLE;
        }
        double t = (difference - inverse / 2) / deviation;
        if (t > drift) {
            return found(DriftLevel.DRIFT, t, drift);
        }
        return t > warning ? found(DriftLevel.WARNING, t, warning) : DriftLevel.STABLE;
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeInt(newest.length);
        out.writeInt(next);
        out.writeLong(count);
        out.writeLong(olderErrors);
        for (boolean error : newest) {
            out.writeBoolean(error);
        }
    }

    @Override
    void readState(DataInput in) throws IOException {
        readInt(in, "window", newest.length, newest.length);
        next = readInt(in, "place in the window", 0, newest.length - 1);
        count = readCount(in, "count");
        olderErrors = readCount(in, "older errors");
        newestErrors = 0;
        for (int i = 0; i < newest.length; i++) {
            newest[i] = in.readBoolean();
            newestErrors += newest[i] && i < count ? 1 : 0;
        }
    }
}
