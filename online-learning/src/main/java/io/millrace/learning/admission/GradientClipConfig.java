package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link GradientClip}.
 *
 * @param maxNorm C, greatest weight × gradient norm of an example, &gt; 0 and finite
 * @param stepExamples admitted examples of a step, &gt;= 1; as many as from one candidate to the next, if what is published is to be bounded
 * @param maxStepNorm S, greatest sum of weight × gradient norm of a step, &gt; 0, infinite for no bound
 */
public record GradientClipConfig(double maxNorm, long stepExamples, double maxStepNorm)
        implements AdmissionStageConfig {
    /** Norms up to 10, steps unbounded. */
    public static final GradientClipConfig DEFAULTS = new GradientClipConfig(10, 5_000, Double.POSITIVE_INFINITY);

    static final String STAGE = "gradient-clip";

    private static final int VERSION = 1;

    /** Checks the values. */
    public GradientClipConfig {
        new Checks()
                .positive("maxNorm", maxNorm)
                .require(stepExamples >= 1, "stepExamples", "must be >= 1", stepExamples)
                .require(maxStepNorm > 0, "maxStepNorm", "must be > 0", maxStepNorm)
                .done();
    }

    /** With this norm of an example. */
    public GradientClipConfig withMaxNorm(double changed) {
        return new GradientClipConfig(changed, stepExamples, maxStepNorm);
    }

    /** With a bound of so many examples together. */
    public GradientClipConfig withStep(long examples, double norm) {
        return new GradientClipConfig(maxNorm, examples, norm);
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public GradientClip newStage(StageContext context) {
        return new GradientClip(this);
    }

    @Override
    public GradientClip readStage(StageContext context, SnapshotInput in) {
        return GradientClip.readFrom(this, in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        out.number(maxNorm);
        out.count(stepExamples);
        out.number(maxStepNorm);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static GradientClipConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        return new GradientClipConfig(in.number(), in.count(), in.number());
    }
}
