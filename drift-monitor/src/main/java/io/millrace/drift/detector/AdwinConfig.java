package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Adwin}.
 *
 * @param delta probability that one check of a stream without drift finds a cut, in (0, 1)
 * @param clock values from one check to the next, in [1, 1,000,000]
 * @param maxBuckets buckets of each size before the two oldest become one, in [2, 100]; more make finer edges, and slower checks
 * @param minWindowLength values on both sides of an edge before it is looked at, in [1, 1,000,000]
 * @param gracePeriod a window of up to so many values is not checked, in [0, 1,000,000]
 * @param keepWindow goes on with the part after the cut (the paper, MOA), where the others start afresh (River)
 */
public record AdwinConfig(
        double delta, int clock, int maxBuckets, int minWindowLength, int gracePeriod, boolean keepWindow)
        implements DetectorConfig {
    /** As River: delta 0.002, checked every 32 values, 5 buckets a size, 5 values a side, grace period 10. */
    public static final AdwinConfig DEFAULTS = new AdwinConfig(0.002, 32, 5, 5, 10, false);

    public AdwinConfig {
        new Checks()
                .probability("delta", delta)
                .within("clock", clock, 1, 1_000_000)
                .within("maxBuckets", maxBuckets, 2, 100)
                .within("minWindowLength", minWindowLength, 1, 1_000_000)
                .within("gracePeriod", gracePeriod, 0, 1_000_000)
                .done();
    }

    @Override
    public String detector() {
        return "adwin";
    }

    @Override
    public Adwin newDetector() {
        return new Adwin(this);
    }

    @Override
    public Adwin readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
