package io.millrace.learning.cluster;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Configuration of {@link StreamingKMeans}.
 *
 * @param clusters number of centres, 1 to 100,000
 * @param batchSize rows of a mini-batch, at least 1
 * @param decay how fast the past is forgotten
 * @param seed of k-means++, where it chooses the first centres
 * @param start centres to begin with, as many as {@code clusters}; empty if k-means++ chooses them in the first mini-batch
 */
public record StreamingKMeansConfig(int clusters, int batchSize, Decay decay, long seed, List<StartCentre> start)
        implements LearnerConfig {
    /** Two clusters, mini-batches of 32, nothing forgotten, k-means++ with seed 0. */
    public static final StreamingKMeansConfig DEFAULTS = new StreamingKMeansConfig(2, 32, Decay.NONE, 0, List.of());

    private static final int VERSION = 1;

    public StreamingKMeansConfig {
        start = List.copyOf(start);
        Checks checks = new Checks()
                .within("clusters", clusters, 1, KMeans.MOST_CLUSTERS)
                .require(batchSize >= 1, "batchSize", "must be >= 1", batchSize)
                .require(decay != null, "decay", "must be set", decay);
        StartCentre.check(checks, start, clusters);
        checks.done();
    }

    /** With another number of clusters. */
    public StreamingKMeansConfig withClusters(int clusters) {
        return new StreamingKMeansConfig(clusters, batchSize, decay, seed, start);
    }

    /** With mini-batches of another size. */
    public StreamingKMeansConfig withBatchSize(int batchSize) {
        return new StreamingKMeansConfig(clusters, batchSize, decay, seed, start);
    }

    /** With another decay. */
    public StreamingKMeansConfig withDecay(Decay decay) {
        return new StreamingKMeansConfig(clusters, batchSize, decay, seed, start);
    }

    /** With another seed. */
    public StreamingKMeansConfig withSeed(long seed) {
        return new StreamingKMeansConfig(clusters, batchSize, decay, seed, start);
    }

    /** With these centres to begin with, and so many clusters. */
    public StreamingKMeansConfig withStart(List<StartCentre> start) {
        return new StreamingKMeansConfig(start.size(), batchSize, decay, seed, start);
    }

    @Override
    public String algorithm() {
        return "streaming-k-means";
    }

    @Override
    public Task task() {
        return Task.CLUSTERING;
    }

    @Override
    public StreamingKMeans newLearner(int dimension) {
        return new StreamingKMeans(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(clusters);
        out.integer(batchSize);
        decay.writeTo(out);
        out.count(seed);
        StartCentre.write(start, out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static StreamingKMeansConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new StreamingKMeansConfig(
                in.integer(), in.integer(), Decay.readFrom(in), in.count(), StartCentre.read(in));
    }

    @Override
    public StreamingKMeans readLearner(SnapshotInput in) {
        return StreamingKMeans.readFrom(this, in);
    }
}
