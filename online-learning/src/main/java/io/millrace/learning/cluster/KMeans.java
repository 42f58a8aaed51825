package io.millrace.learning.cluster;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerArguments;
import io.millrace.learning.Parameter;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Centres on a stream. A score is the Euclidean distance to each centre; features absent from a sparse row have the value 0.
 *
 * <p>Values lie within ±{@value #LIMIT}, so that no square overflows; {@link #learn} refuses others. Scores are NaN for such a row. While
 * there are no centres yet all of them count as the origin. A score costs time in clusters times features.
 */
public abstract sealed class KMeans implements Learner permits BatchKMeans, SequentialKMeans {
    /** Greatest absolute value of a feature. */
    public static final double LIMIT = 1e150;

    static final int MOST_CLUSTERS = 100_000;

    final Centroids centroids;
    private final DenseRow dense = new DenseRow();
    private long examples;

    KMeans(int clusters, int dimension) {
        centroids = new Centroids(clusters, dimension);
    }

    /** Whether there are centres; all of them count as the origin before that. */
    public abstract boolean isStarted();

    /** Learns a row that may be learned, of weight &gt; 0. */
    abstract void take(FeatureVector x, double weight);

    /** The values of a row by feature, valid until the next call. */
    final double[] dense(FeatureVector x) {
        return dense.of(x);
    }

    @Override
    public final int dimension() {
        return centroids.dimension();
    }

    @Override
    public final long examples() {
        return examples;
    }

    final void setExamples(long examples) {
        this.examples = examples;
    }

    /** Number of centres. */
    @Override
    public final int outputs() {
        return centroids.clusters();
    }

    @Override
    public final boolean learn(FeatureVector x, double label, double weight) {
        LearnerArguments.checkRow(this, x);
        if (!LearnerArguments.isWeight(weight) || !LearnerArguments.isWithin(x, LIMIT)) {
            return false;
        }
        examples++;
        if (weight > 0) {
            take(x, weight);
        }
        return true;
    }

    @Override
    public final void score(FeatureVector x, double[] scores) {
        LearnerArguments.checkRow(this, x);
        LearnerArguments.checkScores(this, scores);
        if (!LearnerArguments.isWithin(x, LIMIT)) {
            Arrays.fill(scores, 0, outputs(), Double.NaN);
            return;
        }
        double[] row = dense.of(x);
        for (int k = 0; k < outputs(); k++) {
            scores[k] = Math.sqrt(centroids.squaredDistance(k, row, 0));
        }
    }

    /**
     * The centre nearest to a row, the first of them on a tie; -1 where there are no centres yet or scores are NaN.
     *
     * @throws IllegalArgumentException if {@code x} has another dimension
     */
    public final int predict(FeatureVector x) {
        LearnerArguments.checkRow(this, x);
        return isStarted() && LearnerArguments.isWithin(x, LIMIT) ? centroids.nearest(dense.of(x), 0) : -1;
    }

    /** Position of a centre, a copy; zeros while there are no centres yet. */
    public final double[] centre(int cluster) {
        return centroids.position(cluster);
    }

    /** Weight of the rows behind a centre, as the algorithm counts and forgets it. */
    public final double weight(int cluster) {
        return centroids.weight(cluster);
    }

    /** {@inheritDoc} Weights of centres, which grow with the stream, are not among them. */
    @Override
    public final double magnitude() {
        return centroids.magnitude();
    }

    @Override
    public final List<Parameter> parameters(FeatureNames names) {
        List<Parameter> parameters = new ArrayList<>();
        for (int k = 0; k < outputs() && isStarted(); k++) {
            parameters.add(new Parameter("weight of centre " + k, weight(k)));
            for (int j = 0; j < dimension(); j++) {
                parameters.add(new Parameter("centre " + k + ": " + names.name(j), centroids.position(k, j)));
            }
        }
        return parameters;
    }

    /** Writes the state behind the dimension. */
    void writeState(SnapshotOutput out) {
        out.count(examples);
        centroids.writeTo(out);
    }

    /** Becomes what {@link #writeState} wrote. */
    void readState(SnapshotInput in) {
        examples = in.count();
        centroids.readFrom(in);
    }
}
