package io.millrace.learning.admission;

import io.millrace.learning.admission.OutlierFilterConfig.Rule;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Refuses rows that are unlike those admitted before. The score is taken before anything learns; the detector learns what was admitted by all stages, so that nobody
 * can make it used to what it refuses; the quantile takes every score.
 *
 * <p>As River's {@code ThresholdFilter} and {@code QuantileFilter}: a score equal to the bound is an outlier; a quantile of 0, or none, refuses nothing.
 * Deviations: scores of a detector that is not ready yet do not go into the quantile; nothing is refused during the warm-up; and without protection the detector learns
 * every row, where River's then learns none.
 */
public final class OutlierFilter extends AdmissionStage {
    private static final int VERSION = 1;

    private final OutlierFilterConfig config;
    private final AnomalyDetector detector;
    private final P2Quantile quantile;
    private long scored;
    /** Score of the row judged last, which is settled next. */
    private double judged;

    OutlierFilter(OutlierFilterConfig config, AnomalyDetector detector) {
        this.config = config;
        this.detector = detector;
        quantile = new P2Quantile(config.rule() == Rule.QUANTILE ? config.bound() : 0.5);
    }

    static OutlierFilter readFrom(OutlierFilterConfig config, StageContext context, SnapshotInput in) {
        in.version(OutlierFilterConfig.STAGE, VERSION);
        OutlierFilter filter = new OutlierFilter(config, config.detector().readDetector(context.dimension(), in));
        filter.quantile.readFrom(in);
        filter.scored = in.count();
        return filter;
    }

    @Override
    public OutlierFilterConfig config() {
        return config;
    }

    @Override
    public Reason judge(Submission example) {
        if (!detector.isReady()) {
            return Reason.ADMITTED;
        }
        double score = detector.score(example.x());
        judged = score;
        if (scored < config.warmUp()) {
            return Reason.ADMITTED;
        }
        double bound = config.rule() == Rule.THRESHOLD ? config.bound() : quantile.value();
        if (bound > 0 && score >= bound) {
            example.setScore(score);
            return Reason.OUTLIER;
        }
        return Reason.ADMITTED;
    }

    @Override
    public boolean settle(Submission example) {
        boolean learns = example.isAdmitted() || !config.protectDetector();
        if (!detector.isReady()) {
            if (learns) {
                detector.learn(example.x());
            }
            return false;
        }
        scored++;
        if (config.rule() == Rule.QUANTILE) {
            quantile.update(judged);
        }
        if (learns) {
            detector.learnScored(example.x());
        }
        return false;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(OutlierFilterConfig.STAGE, VERSION);
        detector.writeTo(out);
        quantile.writeTo(out);
        out.count(scored);
    }
}
