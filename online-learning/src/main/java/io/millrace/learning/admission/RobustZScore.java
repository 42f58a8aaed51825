package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * How many deviations a row lies from the running median: the root of the mean over features of min(z, limit)², z = |x − median| / deviation.
 *
 * <p>For each feature and row with rate η (1/n in the first 1/η rows): deviation += η·(min(|x − median|, limit·deviation) − deviation), and the median
 * goes η·deviation up or down towards x. So a single row, however wild, moves the median by a small share of what is usual; wild rows that are more than one in {@code limit} of those
 * learned make it used to them. A row costs a pass over the
 * features. Features that a sparse row has no entry for are 0.
 *
 * <p>What hardly ever holds is a branch, in place of Math.min and Math.max, which heed NaN and -0: half of the time.
 *
 * <p>The median after D. Feldman, Y. Shavitt, "FAME: An algorithm for finding the median of a stream", with a step in proportion to the mean absolute deviation.
 */
public final class RobustZScore implements AnomalyDetector {
    private static final int VERSION = 1;
    private static final double LEAST_DEVIATION = 1e-12;

    private final RobustZScoreConfig config;
    private final DenseRow dense = new DenseRow();
    private final double[] medians;
    private final double[] deviations;
    private long learned;

    RobustZScore(RobustZScoreConfig config, int dimension) {
        this.config = config;
        medians = new double[dimension];
        deviations = new double[dimension];
    }

    @Override
    public boolean isReady() {
        return learned * config.rate() >= 1;
    }

    @Override
    public double score(FeatureVector x) {
        double[] row = dense.of(x);
        double limit = config.limit();
        double sum = 0;
        for (int j = 0; j < medians.length; j++) {
            double deviation = deviations[j] < LEAST_DEVIATION ? LEAST_DEVIATION : deviations[j];
            double z = Math.abs(row[j] - medians[j]) / deviation;
            sum += z < limit ? z * z : limit * limit;
        }
        return Math.sqrt(sum / medians.length);
    }

    @Override
    public void learn(FeatureVector x) {
        double[] row = dense.of(x);
        learned++;
        if (learned == 1) {
            for (int j = 0; j < medians.length; j++) {
                medians[j] = row[j];
                deviations[j] = Math.abs(row[j]) + LEAST_DEVIATION;
            }
            return;
        }
        double rate = Math.max(config.rate(), 1.0 / learned);
        double limit = config.limit();
        for (int j = 0; j < medians.length; j++) {
            double difference = row[j] - medians[j];
            double distance = Math.abs(difference);
            double most = limit * deviations[j];
            double deviation = deviations[j] + rate * ((distance < most ? distance : most) - deviations[j]);
            deviations[j] = deviation < LEAST_DEVIATION ? LEAST_DEVIATION : deviation;
            medians[j] += rate * Math.copySign(Math.min(deviations[j], distance), difference);
        }
    }

    /** Running median of a feature. */
    double median(int feature) {
        return medians[feature];
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(RobustZScoreConfig.NAME, VERSION);
        out.count(learned);
        out.numbers(medians);
        out.numbers(deviations);
    }

    void readFrom(SnapshotInput in) {
        in.version(RobustZScoreConfig.NAME, VERSION);
        learned = in.count();
        System.arraycopy(in.numbers(medians.length), 0, medians, 0, medians.length);
        System.arraycopy(in.numbers(deviations.length), 0, deviations, 0, deviations.length);
    }
}
