package io.millrace.learning.cluster;

import io.millrace.learning.Combinable;
import io.millrace.learning.TimedLearner;
import io.millrace.learning.batch.RowBuffer;
import io.millrace.learning.random.RandomState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * K-means that forgets: each centre is the mean of its rows, older ones of which weigh less, and a centre without rows finds
 * new work.
 *
 * <p>For each mini-batch: every row is given to the nearest centre; the weights of all centres are multiplied by what {@link Decay} leaves of them;
 * for a centre that was given rows of weight m and mean μ: W += m, λ = m / max(W, 1e-16), c = (1 − λ)·c + λ·μ. Then, if the least weight is
 * below 1e-8 of the greatest, that centre is dying: both get half of their weights' sum, and per coordinate x of the heaviest, with δ = 1e-14 · max(|x|,
 * 1), the heaviest moves to x + δ and the dying one to x − δ, so that the next rows part them.
 *
 * <p>With decay in event time a row's weight is halved in every half-life since the time at which it came, whatever the mini-batches
 * ({@link #advanceTo}); the decay of all weights by one factor moves no centre, so it is brought up to date at mini-batches only.
 *
 * <p>Spark's {@code StreamingKMeans}, where rows have no weights and points are counted in batches; event time is ours. Flink ML's
 * {@code OnlineKMeans} is the same rule with decay factor 0 by default. {@link BatchKMeans} says what a step costs and how copies combine.
 */
public final class StreamingKMeans extends BatchKMeans implements Combinable<StreamingKMeans>, TimedLearner {
    private static final int VERSION = 1;

    private static final double DYING = 1e-8;
    private static final double APART = 1e-14;

    private final StreamingKMeansConfig config;

    StreamingKMeans(StreamingKMeansConfig config, int dimension) {
        super(config.clusters(), dimension, config.batchSize(), config.decay(), config.seed(), config.start());
        this.config = config;
    }

    static StreamingKMeans readFrom(StreamingKMeansConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        StreamingKMeans learner = new StreamingKMeans(config, in.dimension(config.clusters()));
        learner.readState(in);
        return learner;
    }

    @Override
    public StreamingKMeansConfig config() {
        return config;
    }

    /** {@inheritDoc} Without decay in event time nothing changes. */
    @Override
    public void advanceTo(long epochMillis) {
        clock.advanceTo(epochMillis);
        if (clock.mustReckon()) {
            reckon();
        }
    }

    @Override
    int learnBatch(RowBuffer rows, RandomState random) {
        centroids.learn(rows);
        int dying = centroids.lightest();
        int heaviest = centroids.heaviest();
        if (centroids.weight(dying) >= DYING * centroids.weight(heaviest)) {
            return 0;
        }
        double weight = (centroids.weight(heaviest) + centroids.weight(dying)) / 2;
        centroids.setWeight(heaviest, weight);
        centroids.setWeight(dying, weight);
        for (int j = 0; j < dimension(); j++) {
            double x = centroids.position(heaviest, j);
            double apart = APART * Math.max(Math.abs(x), 1);
            centroids.setPosition(heaviest, j, x + apart);
            centroids.setPosition(dying, j, x - apart);
        }
        return 1;
    }

    @Override
    public void combine(StreamingKMeans base, List<? extends StreamingKMeans> parts) {
        combineBatches(base, parts);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(config.algorithm(), VERSION);
        out.integer(dimension());
        writeState(out);
    }
}
