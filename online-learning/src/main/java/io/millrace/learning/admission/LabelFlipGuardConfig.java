package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link LabelFlipGuard}.
 *
 * @param flipRate share of labels that a liar is taken to flip at least, in (0, 1]; smaller finds patient ones and takes longer
 * @param falseAlarm probability with which evidence against an honest principal may reach the bound by chance, in (0, 0.1]
 * @param epoch examples from one comparison of principals to the next, 20 to 1,000,000
 * @param leastPrincipals in an epoch that can be compared, &gt;= 3; with fewer nobody becomes distrusted
 * @param trimmed share of the most surprising labels of each class that is refused, in [0, 0.1]; 0 for none
 * @param maxDistrusted share of distrusted principals among those that teach at which learning freezes, in (0, 1]; 1 for never
 */
public record LabelFlipGuardConfig(
        double flipRate, double falseAlarm, int epoch, int leastPrincipals, double trimmed, double maxDistrusted)
        implements AdmissionStageConfig {
    /** Liars flip every fifth label, one false alarm in 10,000; epochs of 500 with 5 principals; two in a thousand trimmed; freezes at 15 %. */
    public static final LabelFlipGuardConfig DEFAULTS = new LabelFlipGuardConfig(0.2, 1e-4, 500, 5, 0.002, 0.15);

    static final String STAGE = "label-flip-guard";

    private static final int VERSION = 1;

    /** Checks the values. */
    public LabelFlipGuardConfig {
        new Checks()
                .require(flipRate > 0 && flipRate <= 1, "flipRate", "must be in (0, 1]", flipRate)
                .require(falseAlarm > 0 && falseAlarm <= 0.1, "falseAlarm", "must be in (0, 0.1]", falseAlarm)
                .within("epoch", epoch, 20, 1_000_000)
                .require(leastPrincipals >= 3, "leastPrincipals", "must be >= 3", leastPrincipals)
                .within("trimmed", trimmed, 0, 0.1)
                .require(maxDistrusted > 0 && maxDistrusted <= 1, "maxDistrusted", "must be in (0, 1]", maxDistrusted)
                .done();
    }

    /** With this share of flipped labels. */
    public LabelFlipGuardConfig withFlipRate(double changed) {
        return new LabelFlipGuardConfig(changed, falseAlarm, epoch, leastPrincipals, trimmed, maxDistrusted);
    }

    /** With this probability of a false alarm. */
    public LabelFlipGuardConfig withFalseAlarm(double changed) {
        return new LabelFlipGuardConfig(flipRate, changed, epoch, leastPrincipals, trimmed, maxDistrusted);
    }

    /** With epochs of so many examples. */
    public LabelFlipGuardConfig withEpoch(int changed) {
        return new LabelFlipGuardConfig(flipRate, falseAlarm, changed, leastPrincipals, trimmed, maxDistrusted);
    }

    /** With this share of each class refused. */
    public LabelFlipGuardConfig withTrimmed(double changed) {
        return new LabelFlipGuardConfig(flipRate, falseAlarm, epoch, leastPrincipals, changed, maxDistrusted);
    }

    /** With learning frozen at this share. */
    public LabelFlipGuardConfig withMaxDistrusted(double changed) {
        return new LabelFlipGuardConfig(flipRate, falseAlarm, epoch, leastPrincipals, trimmed, changed);
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public void check(StageContext context, Checks checks) {
        checks.require(context.task().isSupervised(), STAGE, "needs a learner with labels", context.task());
    }

    @Override
    public LabelFlipGuard newStage(StageContext context) {
        return new LabelFlipGuard(this, context);
    }

    @Override
    public LabelFlipGuard readStage(StageContext context, SnapshotInput in) {
        LabelFlipGuard guard = newStage(context);
        guard.readFrom(in);
        return guard;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        out.number(flipRate);
        out.number(falseAlarm);
        out.integer(epoch);
        out.integer(leastPrincipals);
        out.number(trimmed);
        out.number(maxDistrusted);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static LabelFlipGuardConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        return new LabelFlipGuardConfig(in.number(), in.number(), in.integer(), in.integer(), in.number(), in.number());
    }
}
