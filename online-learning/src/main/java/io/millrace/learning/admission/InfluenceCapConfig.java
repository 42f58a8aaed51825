package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link InfluenceCap}.
 *
 * @param maxExamples k, that a principal may teach in a window, times its class's allowance; 1 to 10^9
 * @param maxNorm W, the sum of weight × gradient norm that it may cause in a window, times its class's allowance; &gt; 0, infinite for no bound
 * @param windowMillis length of a window of event time, &gt;= 1
 * @param rememberedIds of events learned last, against duplicates; 0 to 2^26, 0 for no look at ids. Takes 40 to 72 bytes each
 */
public record InfluenceCapConfig(int maxExamples, double maxNorm, long windowMillis, int rememberedIds)
        implements AdmissionStageConfig {
    /** 100 examples of any norm in an hour; 262,144 ids. */
    public static final InfluenceCapConfig DEFAULTS =
            new InfluenceCapConfig(100, Double.POSITIVE_INFINITY, 3_600_000, 1 << 18);

    static final String STAGE = "influence-cap";

    private static final int VERSION = 1;

    /** Checks the values. */
    public InfluenceCapConfig {
        new Checks()
                .within("maxExamples", maxExamples, 1, 1_000_000_000)
                .require(maxNorm > 0, "maxNorm", "must be > 0", maxNorm)
                .require(windowMillis >= 1, "windowMillis", "must be >= 1", windowMillis)
                .within("rememberedIds", rememberedIds, 0, 1 << 26)
                .done();
    }

    /** With so many examples in a window. */
    public InfluenceCapConfig withMaxExamples(int changed) {
        return new InfluenceCapConfig(changed, maxNorm, windowMillis, rememberedIds);
    }

    /** With this sum of gradient norms in a window. */
    public InfluenceCapConfig withMaxNorm(double changed) {
        return new InfluenceCapConfig(maxExamples, changed, windowMillis, rememberedIds);
    }

    /** With windows of this length. */
    public InfluenceCapConfig withWindowMillis(long changed) {
        return new InfluenceCapConfig(maxExamples, maxNorm, changed, rememberedIds);
    }

    /** With so many ids remembered. */
    public InfluenceCapConfig withRememberedIds(int changed) {
        return new InfluenceCapConfig(maxExamples, maxNorm, windowMillis, changed);
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public InfluenceCap newStage(StageContext context) {
        return new InfluenceCap(this, context);
    }

    @Override
    public InfluenceCap readStage(StageContext context, SnapshotInput in) {
        return new InfluenceCap(this, context, in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        out.integer(maxExamples);
        out.number(maxNorm);
        out.count(windowMillis);
        out.integer(rememberedIds);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static InfluenceCapConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        return new InfluenceCapConfig(in.integer(), in.number(), in.count(), in.integer());
    }
}
