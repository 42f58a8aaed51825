package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Median of means over buckets of principals: each bucket has the fading mean gradient of its principals' examples; the coordinate-wise median of
 * all buckets is where the many pull. A bucket that lies further from it than {@code tolerance} times the usual (median) distance has its examples made lighter in the same
 * proportion, so that it pulls no further than allowed. Refuses nothing.
 *
 * <p>It holds back few principals who pull hard in one direction, as long as they sit in fewer than half of the buckets: those that are many, and spread over all
 * buckets, are not seen here. An example costs a pass over its entries, every {@code refresh} examples a look at all buckets × features is added.
 *
 * <p>After D. Yin, Y. Chen, K. Ramchandran, P. Bartlett, "Byzantine-robust distributed learning", ICML 2018 (coordinate-wise median of means), and S. P. Karimireddy,
 * L. He, M. Jaggi, "Learning from history for Byzantine robust optimization", ICML 2021 (pulling in what lies outside instead of dropping it); weights instead of
 * gradients, so that any learner can be used.
 */
public final class PrincipalBuckets extends AdmissionStage {
    private static final int VERSION = 1;

    private final PrincipalBucketsConfig config;
    private final int dimension;
    /** By bucket, then feature, then the intercept; the rest is not used. */
    private final double[][] means;

    private final double[] factors;
    private final double[] column;
    private final double[] distances;
    private long examples;
    /** Examples until the next look; by itself, as a remainder of {@link #examples} for each example takes 3 ns. */
    private int untilLook;
    /** Bucket of the example judged last, which is settled next. */
    private int judged;

    PrincipalBuckets(PrincipalBucketsConfig config, StageContext context) {
        this.config = config;
        dimension = context.dimension();
        means = new double[config.buckets()][padded(dimension + 1)];
        factors = new double[config.buckets()];
        column = new double[config.buckets()];
        distances = new double[config.buckets()];
        Arrays.fill(factors, 1);
        untilLook = config.refresh();
    }

    /**
     * A length at least as great by which arrays laid one after the other all begin at the same place of a vector register's width: 16 bytes go before the numbers. Else loops over them begin
     * differently from bucket to bucket, which no processor foresees: 8 ns.
     */
    private static int padded(int length) {
        return (length + 1) / 8 * 8 + 6;
    }

    @Override
    public PrincipalBucketsConfig config() {
        return config;
    }

    private int bucket(Submission example) {
        int hash = example.principal().hashCode() * Principals.GOLDEN_RATIO;
        return (int) (((hash & 0xFFFF_FFFFL) * config.buckets()) >>> Integer.SIZE);
    }

    @Override
    public Reason judge(Submission example) {
        judged = bucket(example);
        double factor = factors[judged];
        if (factor < 1) {
            // Not a product with the weight, so that being asked twice makes no difference.
            example.setWeight(Math.min(example.weight(), factor));
        }
        return Reason.ADMITTED;
    }

    @Override
    public boolean settle(Submission example) {
        FeatureVector x = example.x();
        double[] mean = means[judged];
        double keep = 1 - config.rate();
        double g = config.rate() * (example.scores()[0] - example.label());
        double[] values = x.values();
        if (x.isDense()) {
            for (int j = 0; j < dimension; j++) {
                mean[j] = keep * mean[j] + g * values[j];
            }
        } else {
            for (int j = 0; j < dimension; j++) {
                mean[j] *= keep;
            }
            for (int k = 0; k < x.size(); k++) {
                mean[x.index(k)] += g * values[k];
            }
        }
        mean[dimension] = keep * mean[dimension] + g;
        examples++;
        untilLook--;
        if (untilLook == 0) {
            untilLook = config.refresh();
            look();
        }
        return false;
    }

    private void look() {
        Arrays.fill(distances, 0);
        for (int j = 0; j <= dimension; j++) {
            for (int b = 0; b < column.length; b++) {
                column[b] = means[b][j];
            }
            double median = median(column);
            for (int b = 0; b < column.length; b++) {
                double difference = means[b][j] - median;
                distances[b] += difference * difference;
            }
        }
        System.arraycopy(distances, 0, column, 0, column.length);
        double allowed = config.tolerance() * Math.sqrt(median(column));
        for (int b = 0; b < column.length; b++) {
            double distance = Math.sqrt(distances[b]);
            factors[b] = distance > allowed ? allowed / distance : 1;
        }
    }

    /** The upper one of two in the middle; sorts. */
    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(PrincipalBucketsConfig.STAGE, VERSION);
        for (double[] mean : means) {
            out.numbers(Arrays.copyOf(mean, dimension + 1));
        }
        out.numbers(factors);
        out.count(examples);
    }

    void readFrom(SnapshotInput in) {
        in.version(PrincipalBucketsConfig.STAGE, VERSION);
        for (double[] mean : means) {
            System.arraycopy(in.numbers(dimension + 1), 0, mean, 0, dimension + 1);
        }
        System.arraycopy(in.numbers(factors.length), 0, factors, 0, factors.length);
        examples = in.count();
        untilLook = config.refresh() - (int) (examples % config.refresh());
    }
}
