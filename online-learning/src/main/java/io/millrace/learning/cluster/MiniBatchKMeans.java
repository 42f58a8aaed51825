package io.millrace.learning.cluster;

import io.millrace.learning.Combinable;
import io.millrace.learning.batch.RowBuffer;
import io.millrace.learning.random.RandomState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * K-means that forgets nothing: each centre is the mean of all rows that it was ever given.
 *
 * <p>For each mini-batch: every row is given to the nearest centre as it was before; c = (W·c + Σ of its rows) / (W + m), W += m, where m is the
 * weight of its rows. Every 10·k rows, and whenever a centre had weight 0 before, those centres whose weight is now below
 * {@code reassignmentRatio} of the greatest, the lightest first and at most half as many as there are rows, jump to different rows of the
 * mini-batch at random and take the least weight of the other centres.
 *
 * <p>D. Sculley, "Web-Scale K-Means Clustering", WWW 2010; reassignment as in scikit-learn's {@code MiniBatchKMeans.partial_fit}, whose early
 * stopping belongs to batch fitting and is left out. {@link BatchKMeans} says what a step costs and how copies combine.
 */
public final class MiniBatchKMeans extends BatchKMeans implements Combinable<MiniBatchKMeans> {
    private static final int VERSION = 1;

    private final MiniBatchKMeansConfig config;
    private long rowsSinceReassignment;

    MiniBatchKMeans(MiniBatchKMeansConfig config, int dimension) {
        super(config.clusters(), dimension, config.batchSize(), Decay.NONE, config.seed(), config.start());
        this.config = config;
    }

    static MiniBatchKMeans readFrom(MiniBatchKMeansConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        MiniBatchKMeans learner = new MiniBatchKMeans(config, in.dimension(config.clusters()));
        learner.readState(in);
        return learner;
    }

    @Override
    public MiniBatchKMeansConfig config() {
        return config;
    }

    @Override
    int learnBatch(RowBuffer rows, RandomState random) {
        rowsSinceReassignment += rows.rows();
        boolean due = rowsSinceReassignment >= 10L * outputs() || centroids.weight(centroids.lightest()) == 0;
        centroids.learn(rows);
        if (!due) {
            return 0;
        }
        rowsSinceReassignment = 0;
        return reassign(rows, random);
    }

    /** Allocates; it is rare. */
    private int reassign(RowBuffer rows, RandomState random) {
        double enough = config.reassignmentRatio() * centroids.weight(centroids.heaviest());
        int[] light = IntStream.range(0, outputs())
                .filter(k -> centroids.weight(k) < enough)
                .boxed()
                .sorted(Comparator.comparingDouble(centroids::weight))
                .limit(rows.rows() / 2)
                .mapToInt(Integer::intValue)
                .toArray();
        double weight = IntStream.range(0, outputs())
                .filter(k -> IntStream.of(light).noneMatch(each -> each == k))
                .mapToDouble(centroids::weight)
                .min()
                .orElse(0);
        int[] order = IntStream.range(0, rows.rows()).toArray();
        for (int i = 0; i < light.length; i++) {
            int drawn = i + random.nextInt(order.length - i);
            int row = order[drawn];
            order[drawn] = order[i];
            centroids.place(light[i], rows.values(), rows.offset(row));
            centroids.setWeight(light[i], weight);
        }
        return light.length;
    }

    @Override
    public void combine(MiniBatchKMeans base, List<? extends MiniBatchKMeans> parts) {
        combineBatches(base, parts);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(config.algorithm(), VERSION);
        out.integer(dimension());
        writeState(out);
    }

    @Override
    void writeState(SnapshotOutput out) {
        super.writeState(out);
        out.count(rowsSinceReassignment);
    }

    @Override
    void readState(SnapshotInput in) {
        super.readState(in);
        rowsSinceReassignment = in.count();
    }
}
