package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link OutlierFilter}.
 *
 * @param detector what measures how strange a row is
 * @param rule what its scores are compared with
 * @param bound a score, &gt; 0, or a quantile, in (0, 1), as the rule says
 * @param warmUp scores of a ready detector before the first row is refused, 0 to 10^9
 * @param protectDetector whether it learns admitted rows only, not all
 */
public record OutlierFilterConfig(DetectorConfig detector, Rule rule, double bound, int warmUp, boolean protectDetector)
        implements AdmissionStageConfig {
    /** What a score is compared with. */
    public enum Rule {
        /** A row is an outlier if its score is at least the bound. */
        THRESHOLD,
        /** A row is an outlier if its score is at least the running quantile of all scores before. */
        QUANTILE
    }

    /** Half-space trees, the strangest in a thousand, after 1,000 scores, protected. */
    public static final OutlierFilterConfig DEFAULTS =
            new OutlierFilterConfig(HalfSpaceTreesConfig.DEFAULTS, Rule.QUANTILE, 0.999, 1_000, true);

    static final String STAGE = "outlier-filter";

    private static final int VERSION = 1;

    /** Checks the values. */
    public OutlierFilterConfig {
        new Checks()
                .require(detector != null, "detector", "must be set", detector)
                .require(rule != null, "rule", "must be set", rule)
                .positive("bound", bound)
                .require(rule != Rule.QUANTILE || bound < 1, "bound", "must be < 1, as it is a quantile", bound)
                .within("warmUp", warmUp, 0, 1_000_000_000)
                .done();
    }

    /** With another detector. */
    public OutlierFilterConfig withDetector(DetectorConfig changed) {
        return new OutlierFilterConfig(changed, rule, bound, warmUp, protectDetector);
    }

    /** Refusing scores of at least this. */
    public OutlierFilterConfig withThreshold(double score) {
        return new OutlierFilterConfig(detector, Rule.THRESHOLD, score, warmUp, protectDetector);
    }

    /** Refusing scores of at least this quantile. */
    public OutlierFilterConfig withQuantile(double quantile) {
        return new OutlierFilterConfig(detector, Rule.QUANTILE, quantile, warmUp, protectDetector);
    }

    /** With so many scores before the first refusal. */
    public OutlierFilterConfig withWarmUp(int changed) {
        return new OutlierFilterConfig(detector, rule, bound, changed, protectDetector);
    }

    /** With a detector that learns every row that gets this far. */
    public OutlierFilterConfig unprotected() {
        return new OutlierFilterConfig(detector, rule, bound, warmUp, false);
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public OutlierFilter newStage(StageContext context) {
        return new OutlierFilter(this, detector.newDetector(context.dimension()));
    }

    @Override
    public OutlierFilter readStage(StageContext context, SnapshotInput in) {
        return OutlierFilter.readFrom(this, context, in);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        detector.writeTo(out);
        out.constant(rule);
        out.number(bound);
        out.integer(warmUp);
        out.flag(protectDetector);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static OutlierFilterConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        return new OutlierFilterConfig(
                DetectorConfig.read(in), in.constant(Rule.class), in.number(), in.integer(), in.flag());
    }
}
