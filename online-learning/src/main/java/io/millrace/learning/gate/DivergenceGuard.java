package io.millrace.learning.gate;

import io.millrace.learning.Learner;
import io.millrace.learning.evaluation.Fading;
import io.millrace.learning.evaluation.MeanLoss;
import io.millrace.learning.evaluation.NoSkill;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Notices a learner that has gone astray: a score that is not finite, parameters that are not or have grown beyond a bound, or a
 * loss that has become several times that of an answerer without skill. Once it has, the learner is frozen: it should neither learn
 * nor publish until somebody has looked and {@link #thaw} is called.
 *
 * <p>An update allocates nothing, unless it freezes. One thread at a time.
 */
public final class DivergenceGuard {
    private static final String PART = "divergence-guard";
    private static final int VERSION = 1;
    private static final double ALPHA = 0.999;
    /** So many examples make a loss that can be compared. */
    private static final int ENOUGH = 100;

    private final DivergenceConfig config;
    private final MeanLoss loss;
    private final double[] scratch;
    private Fading own;
    private Fading withoutSkill;
    private NoSkill noSkill;
    private long examples;
    private String reason = "";

    private DivergenceGuard(DivergenceConfig config, MeanLoss loss) {
        this.config = config;
        this.loss = loss;
        scratch = new double[loss == null ? 0 : loss.outputs()];
        forgetLosses();
    }

    /** A guard that compares losses as well. */
    public DivergenceGuard(DivergenceConfig config, ScoreLoss loss, int outputs) {
        this(config, new MeanLoss(loss, outputs));
    }

    /** A guard that looks at scores and parameters only: for tasks without labels, or raw scores, which have no loss here. */
    public static DivergenceGuard ofParameters(DivergenceConfig config) {
        return new DivergenceGuard(config, null);
    }

    /** Reads what {@link #writeTo} wrote for a guard with the same losses. */
    public static DivergenceGuard readFrom(DivergenceConfig config, ScoreLoss loss, int outputs, SnapshotInput in) {
        return readFrom(new DivergenceGuard(config, loss, outputs), in);
    }

    /** Reads what {@link #writeTo} wrote for a guard without losses. */
    public static DivergenceGuard readFrom(DivergenceConfig config, SnapshotInput in) {
        return readFrom(ofParameters(config), in);
    }

    private static DivergenceGuard readFrom(DivergenceGuard guard, SnapshotInput in) {
        in.version(PART, VERSION);
        guard.examples = in.count();
        guard.reason = in.text();
        if (in.flag() != (guard.loss != null)) {
            throw new SnapshotException("must be a guard of the same kind, with losses or without");
        }
        if (guard.loss != null) {
            guard.own = Fading.readFrom(guard.loss, in);
            guard.withoutSkill = Fading.readFrom(guard.loss, in);
            guard.noSkill = NoSkill.readFrom(guard.loss.task(), guard.loss.outputs(), true, in);
        }
        return guard;
    }

    /** Begins to compare losses anew, as those so far were of another kind. What is frozen stays so. */
    public void forgetLosses() {
        examples = 0;
        if (loss != null) {
            own = new Fading(loss, ALPHA);
            withoutSkill = new Fading(loss, ALPHA);
            noSkill = new NoSkill(loss.task(), loss.outputs(), true);
        }
    }

    /**
     * Looks at a learner after it has learned an example.
     *
     * @param learner only asked
     * @param label of the example; ignored without losses
     * @param scores that the learner gave before it learned the example
     * @param weight of the example
     * @return whether this example has frozen it; {@link #reason} says why
     */
    public boolean update(Learner learner, double label, double[] scores, double weight) {
        if (isFrozen()) {
            return false;
        }
        examples++;
        for (int k = 0; k < learner.outputs(); k++) {
            if (!Double.isFinite(scores[k])) {
                reason = "score " + k + " must be finite, found " + scores[k];
                return true;
            }
        }
        if (examples % config.checkEvery() == 0) {
            double magnitude = learner.magnitude();
            if (!(magnitude <= config.maxMagnitude())) {
                reason = "parameters must be at most " + config.maxMagnitude() + " in size, found " + magnitude;
                return true;
            }
        }
        return loss != null && loses(label, scores, weight);
    }

    private boolean loses(double label, double[] scores, double weight) {
        if (!loss.accepts(label, scores, weight)) {
            return false;
        }
        noSkill.shares(scratch);
        noSkill.update(label, weight);
        // The first label of a regression has no running mean to be compared with: then neither side counts it.
        if (examples > config.minExamples() && withoutSkill.update(label, scratch, weight)) {
            own.update(label, scores, weight);
        }
        double bound = config.maxLossRatio() * withoutSkill.value();
        if (examples >= config.minExamples() + (long) ENOUGH && own.value() > bound) {
            reason = "%s must be at most %.6g, %s times that without skill, found %.6g"
                    .formatted(loss.name(), bound, config.maxLossRatio(), own.value());
            return true;
        }
        return false;
    }

    /** Whether the learner should neither learn nor publish. */
    public boolean isFrozen() {
        return !reason.isEmpty();
    }

    /** Why it is frozen; empty if it is not. */
    public String reason() {
        return reason;
    }

    /** Begins to look again, with losses from now on. */
    public void thaw() {
        reason = "";
        forgetLosses();
    }

    /** Writes the whole state after the configuration. */
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.count(examples);
        out.text(reason);
        out.flag(loss != null);
        if (loss != null) {
            own.writeTo(out);
            withoutSkill.writeTo(out);
            noSkill.writeTo(out);
        }
    }
}
