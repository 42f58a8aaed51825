package io.millrace.learning.cluster;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Configuration of {@link SequentialKMeans}.
 *
 * @param clusters number of centres, 1 to 100,000
 * @param step share of the way to a row that its centre moves, in (0, 1]; River calls it {@code halflife}
 * @param mean of the coordinates that centres begin at; 0 if {@code start} says where they begin
 * @param deviation of the coordinates that centres begin at, &gt;= 0; 1 if {@code start} says where they begin
 * @param seed of the coordinates that centres begin at
 * @param start centres to begin with, as many as {@code clusters}; empty if they are drawn
 */
public record SequentialKMeansConfig(
        int clusters, double step, double mean, double deviation, long seed, List<StartCentre> start)
        implements LearnerConfig {
    /** As in River: 5 clusters, step 0.5, standard normal centres to begin with; seed 0. */
    public static final SequentialKMeansConfig DEFAULTS = new SequentialKMeansConfig(5, 0.5, 0, 1, 0, List.of());

    private static final int VERSION = 1;

    public SequentialKMeansConfig {
        start = List.copyOf(start);
        Checks checks = new Checks()
                .within("clusters", clusters, 1, KMeans.MOST_CLUSTERS)
                .require(step > 0 && step <= 1, "step", "must be in (0, 1]", step)
                .within("mean", mean, -KMeans.LIMIT, KMeans.LIMIT)
                .within("deviation", deviation, 0, KMeans.LIMIT)
                .require(start.isEmpty() || mean == 0, "mean", "must be 0 where start is given", mean)
                .require(start.isEmpty() || deviation == 1, "deviation", "must be 1 where start is given", deviation);
        StartCentre.check(checks, start, clusters);
        checks.done();
    }

    /** With another number of clusters. */
    public SequentialKMeansConfig withClusters(int clusters) {
        return new SequentialKMeansConfig(clusters, step, mean, deviation, seed, start);
    }

    /** With another step. */
    public SequentialKMeansConfig withStep(double step) {
        return new SequentialKMeansConfig(clusters, step, mean, deviation, seed, start);
    }

    /** With other normal coordinates to begin at. */
    public SequentialKMeansConfig withNormalStart(double mean, double deviation, long seed) {
        return new SequentialKMeansConfig(clusters, step, mean, deviation, seed, List.of());
    }

    /** With these centres to begin with, and so many clusters. */
    public SequentialKMeansConfig withStart(List<StartCentre> start) {
        return new SequentialKMeansConfig(start.size(), step, 0, 1, seed, start);
    }

    @Override
    public String algorithm() {
        return "sequential-k-means";
    }

    @Override
    public Task task() {
        return Task.CLUSTERING;
    }

    @Override
    public SequentialKMeans newLearner(int dimension) {
        return new SequentialKMeans(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(clusters);
        out.number(step);
        out.number(mean);
        out.number(deviation);
        out.count(seed);
        StartCentre.write(start, out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static SequentialKMeansConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new SequentialKMeansConfig(
                in.integer(), in.number(), in.number(), in.number(), in.count(), StartCentre.read(in));
    }

    @Override
    public SequentialKMeans readLearner(SnapshotInput in) {
        return SequentialKMeans.readFrom(this, in);
    }
}
