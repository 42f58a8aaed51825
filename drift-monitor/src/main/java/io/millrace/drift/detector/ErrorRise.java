package io.millrace.drift.detector;

import io.millrace.drift.DriftLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Error rise: {@link Adwin}'s window with an exact likelihood ratio for its bound, which tells errors that rise from errors that fall. The detector that we
 * recommend for the errors of a model that learns; a composition of our own.
 *
 * <p>Every {@code clock} values, each edge between buckets with at least {@code minWindowLength} values on both sides is tried: how much better two error rates explain the
 * window than one, G = n₀·kl(p₀, p) + n₁·kl(p₁, p), kl(q, p) = q·ln(q/p) + (1−q)·ln((1−q)/(1−p)). Where the greatest G is above {@code driftThreshold}, what is
 * older than that edge is dropped. If the errors rose there, it is a drift; if they fell, the model has learned, which is no drift, and the better rate is what later
 * ones are compared with. For {@code coolDown} values after a drift, another rise moves the window without a word, as it is of the same change.
 * {@link #statistic} is G, {@link #threshold} the threshold of the level.
 *
 * <p>Values lie in [0, 1]; others are moved there. Between 0 and 1 the ratio is conservative. Memory and a check are O(log W).
 *
 * <p>Why not {@code Adwin}: its bound holds for any values in [0, 1] and so asks for more evidence than errors, of which the variance is known, need; and it cannot know that a
 * fall is no drift, so that each thing that a tree learns is an alarm. Generalised likelihood ratio: G. Lorden, "Procedures for reacting to a change in distribution",
 * Annals of Mathematical Statistics 1971.
 */
public final class ErrorRise extends SequentialDetector {
    private final ErrorRiseConfig config;
    private final ExponentialHistogram window;
    private int untilCheck;
    private int cooling;

    /** Of the latest scan: the greatest G, values older than its edge, and whether errors rose there. */
    private double evidence;

    private double olderWidth;
    private boolean rose;

    ErrorRise(ErrorRiseConfig config) {
        this.config = config;
        window = new ExponentialHistogram(config.maxBuckets());
        untilCheck = config.clock();
    }

    @Override
    public ErrorRiseConfig config() {
        return config;
    }

    /** Values in the window. */
    @Override
    public long count() {
        return window.count();
    }

    /** Keeps the window: what is older than the drift is gone already. */
    @Override
    void startAfresh() {
        cooling = config.coolDown();
    }

    @Override
    DriftLevel next(double value) {
        window.add(Math.max(0, Math.min(1, value)));
        if (cooling > 0) {
            cooling--;
        }
        if (--untilCheck > 0) {
            return DriftLevel.STABLE;
        }
        untilCheck = config.clock();
        window.settle();
        scan();
        if (evidence > config.driftThreshold()) {
            dropOlder();
            return rose && cooling == 0
                    ? found(DriftLevel.DRIFT, evidence, config.driftThreshold())
                    : DriftLevel.STABLE;
        }
        return rose && cooling == 0 && evidence > config.warningThreshold()
                ? found(DriftLevel.WARNING, evidence, config.warningThreshold())
                : DriftLevel.STABLE;
    }

    private void scan() {
        double all = window.width;
        double total = window.total;
        double rate = total / all;
        double variance = rate * (1 - rate) / all;
        int least = config.minWindowLength();
        evidence = 0;
        double oldWidth = 0;
        double oldTotal = 0;
        for (int place = window.first(); place < window.places; place++) {
            oldWidth += window.sizes[place];
            oldTotal += window.buckets[2 * place];
            double newWidth = all - oldWidth;
            double apart = oldTotal - oldWidth * rate;
            // kl(q, p) ≤ (q − p)²/(p(1−p)): most edges need no logarithm
            if (oldWidth >= least && newWidth >= least && apart * apart > evidence * variance * oldWidth * newWidth) {
                double g = oldWidth * divergence(oldTotal / oldWidth, rate)
                        + newWidth * divergence((total - oldTotal) / newWidth, rate);
                if (g > evidence) {
                    evidence = g;
                    olderWidth = oldWidth;
                    rose = apart < 0;
                }
            }
        }
    }

    /** How far a Bernoulli distribution is from another, in nats. */
    private static double divergence(double rate, double other) {
        double errors = rate > 0 ? rate * StrictMath.log(rate / other) : 0;
        double rest = rate < 1 ? (1 - rate) * StrictMath.log((1 - rate) / (1 - other)) : 0;
        return errors + rest;
    }

    private void dropOlder() {
        long kept = window.width - (long) olderWidth;
        while (window.width > kept) {
            window.dropOldestBucket();
        }
    }

    @Override
    void writeState(DataOutput out) throws IOException {
        out.writeInt(untilCheck);
        out.writeInt(cooling);
        window.writeTo(out);
    }

    @Override
    void readState(DataInput in) throws IOException {
        untilCheck = readInt(in, "values until the next check", 1, config.clock());
        cooling = readInt(in, "values of the cool-down", 0, config.coolDown());
        window.readFrom(in);
    }
}
