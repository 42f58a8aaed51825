package io.millrace.learning.cluster;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Configuration of {@link MiniBatchKMeans}.
 *
 * @param clusters number of centres, 1 to 100,000
 * @param batchSize rows of a mini-batch, at least 1
 * @param reassignmentRatio a centre with less than this share of the greatest weight may jump to a random row, in [0, 1]; 0 for never
 * @param seed of k-means++, where it chooses the first centres, and of the rows to jump to
 * @param start centres to begin with, as many as {@code clusters}; empty if k-means++ chooses them in the first mini-batch
 */
public record MiniBatchKMeansConfig(
        int clusters, int batchSize, double reassignmentRatio, long seed, List<StartCentre> start)
        implements LearnerConfig {
    /** As in scikit-learn: 8 clusters, mini-batches of 1,024, ratio 0.01, k-means++; seed 0. */
    public static final MiniBatchKMeansConfig DEFAULTS = new MiniBatchKMeansConfig(8, 1024, 0.01, 0, List.of());

    private static final int VERSION = 1;

    public MiniBatchKMeansConfig {
        start = List.copyOf(start);
        Checks checks = new Checks()
                .within("clusters", clusters, 1, KMeans.MOST_CLUSTERS)
                .require(batchSize >= 1, "batchSize", "must be >= 1", batchSize)
                .within("reassignmentRatio", reassignmentRatio, 0, 1);
        StartCentre.check(checks, start, clusters);
        checks.done();
    }

    /** With another number of clusters. */
    public MiniBatchKMeansConfig withClusters(int clusters) {
        return new MiniBatchKMeansConfig(clusters, batchSize, reassignmentRatio, seed, start);
    }

    /** With mini-batches of another size. */
    public MiniBatchKMeansConfig withBatchSize(int batchSize) {
        return new MiniBatchKMeansConfig(clusters, batchSize, reassignmentRatio, seed, start);
    }

    /** With another reassignment ratio. */
    public MiniBatchKMeansConfig withReassignmentRatio(double reassignmentRatio) {
        return new MiniBatchKMeansConfig(clusters, batchSize, reassignmentRatio, seed, start);
    }

    /** With another seed. */
    public MiniBatchKMeansConfig withSeed(long seed) {
        return new MiniBatchKMeansConfig(clusters, batchSize, reassignmentRatio, seed, start);
    }

    /** With these centres to begin with, and so many clusters. */
    public MiniBatchKMeansConfig withStart(List<StartCentre> start) {
        return new MiniBatchKMeansConfig(start.size(), batchSize, reassignmentRatio, seed, start);
    }

    @Override
    public String algorithm() {
        return "mini-batch-k-means";
    }

    @Override
    public Task task() {
        return Task.CLUSTERING;
    }

    @Override
    public MiniBatchKMeans newLearner(int dimension) {
        return new MiniBatchKMeans(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(clusters);
        out.integer(batchSize);
        out.number(reassignmentRatio);
        out.count(seed);
        StartCentre.write(start, out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static MiniBatchKMeansConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new MiniBatchKMeansConfig(in.integer(), in.integer(), in.number(), in.count(), StartCentre.read(in));
    }

    @Override
    public MiniBatchKMeans readLearner(SnapshotInput in) {
        return MiniBatchKMeans.readFrom(this, in);
    }
}
