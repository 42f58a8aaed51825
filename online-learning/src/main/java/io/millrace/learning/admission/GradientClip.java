package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Bounds how far examples move a learner, by their weight, so that the learner stays as it is: an example whose weight × gradient norm is above C
 * gets the weight at which it is C; and all examples of a step together get no more than S, after which the rest of the step has weight 0. Refuses nothing.
 *
 * <p>Under gradient descent with learning rates up to η and no momentum one example moves the parameters by at most η·C in Euclidean norm, a step by at most
 * η·S, since a sum is no longer than its parts together. A centre of k-means moves by at most C over its weight. What adapts its rates or keeps momentum (Adam, AdaGrad,
 * FTRL-Proximal) makes steps of another length, to which the bound does not apply; nor does it to trees.
 */
public final class GradientClip extends AdmissionStage {
    private static final int VERSION = 1;

    private final GradientClipConfig config;
    private long examples;
    private double used;

    GradientClip(GradientClipConfig config) {
        this.config = config;
    }

    static GradientClip readFrom(GradientClipConfig config, SnapshotInput in) {
        in.version(GradientClipConfig.STAGE, VERSION);
        GradientClip clip = new GradientClip(config);
        clip.examples = in.count();
        clip.used = in.number();
        return clip;
    }

    @Override
    public GradientClipConfig config() {
        return config;
    }

    @Override
    public Reason judge(Submission example) {
        // not Math.min, as in P2Quantile
        double left = config.maxStepNorm() - used;
        double limit = left < config.maxNorm() ? left : config.maxNorm();
        if (example.weight() * example.gradientNorm() > limit) {
            example.setWeight(Math.max(limit, 0) / example.gradientNorm());
        }
        return Reason.ADMITTED;
    }

    @Override
    public boolean settle(Submission example) {
        if (!example.isAdmitted()) {
            return false;
        }
        used += example.weight() * example.gradientNorm();
        examples++;
        if (examples == config.stepExamples()) {
            examples = 0;
            used = 0;
        }
        return false;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(GradientClipConfig.STAGE, VERSION);
        out.count(examples);
        out.number(used);
    }
}
