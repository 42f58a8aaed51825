package io.millrace.learning.admission;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link PrincipalBuckets}.
 *
 * @param buckets that principals are spread over, 3 to 1,000
 * @param rate at which a bucket's mean gradient follows its examples, in (0, 1)
 * @param tolerance how many times the usual distance from the median a bucket may have, &gt;= 1
 * @param refresh examples from one look at the median to the next, &gt;= 1
 */
public record PrincipalBucketsConfig(int buckets, double rate, double tolerance, int refresh)
        implements AdmissionStageConfig {
    /** 16 buckets, means of about 200 examples each, up to three times the usual distance, a look every 1,024 examples. */
    public static final PrincipalBucketsConfig DEFAULTS = new PrincipalBucketsConfig(16, 0.005, 3, 1_024);

    /** More features than this take too much time and memory. */
    static final int MAX_DIMENSION = 10_000;

    static final String STAGE = "principal-buckets";

    private static final int VERSION = 1;

    /** Checks the values. */
    public PrincipalBucketsConfig {
        new Checks()
                .within("buckets", buckets, 3, 1_000)
                .require(rate > 0 && rate < 1, "rate", "must be in (0, 1)", rate)
                .require(
                        tolerance >= 1 && Double.isFinite(tolerance), "tolerance", "must be >= 1 and finite", tolerance)
                .require(refresh >= 1, "refresh", "must be >= 1", refresh)
                .done();
    }

    /** With so many buckets. */
    public PrincipalBucketsConfig withBuckets(int changed) {
        return new PrincipalBucketsConfig(changed, rate, tolerance, refresh);
    }

    /** With this tolerance. */
    public PrincipalBucketsConfig withTolerance(double changed) {
        return new PrincipalBucketsConfig(buckets, rate, changed, refresh);
    }

    /** With a look at the median every so many examples. */
    public PrincipalBucketsConfig withRefresh(int changed) {
        return new PrincipalBucketsConfig(buckets, rate, tolerance, changed);
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public void check(StageContext context, Checks checks) {
        checks.require(
                        context.task() == Task.BINARY_CLASSIFICATION || context.task() == Task.REGRESSION,
                        STAGE,
                        "needs a binary classification or a regression",
                        context.task())
                .require(
                        context.dimension() <= MAX_DIMENSION,
                        STAGE,
                        "needs at most " + MAX_DIMENSION + " columns",
                        context.dimension());
    }

    @Override
    public PrincipalBuckets newStage(StageContext context) {
        return new PrincipalBuckets(this, context);
    }

    @Override
    public PrincipalBuckets readStage(StageContext context, SnapshotInput in) {
        PrincipalBuckets stage = newStage(context);
        stage.readFrom(in);
        return stage;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        out.integer(buckets);
        out.number(rate);
        out.number(tolerance);
        out.integer(refresh);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static PrincipalBucketsConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        return new PrincipalBucketsConfig(in.integer(), in.number(), in.number(), in.integer());
    }
}
