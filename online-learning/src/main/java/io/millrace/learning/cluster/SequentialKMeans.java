package io.millrace.learning.cluster;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.random.RandomState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * K-means that moves the nearest centre by a fixed share of the way to each row, at once: c += step · (x − c). The past fades
 * with every row that a centre is given, by the factor 1 − step.
 *
 * <p>Only coordinates of features with an entry move. A row of weight w moves its centre by 1 − (1 − step)^w. Without centres to begin
 * with, a coordinate is drawn from the normal distribution when its centre first moves along it and counts as 0 before that.
 *
 * <p>Rows are learned one by one, in time of clusters times features. {@link #combine} takes for each coordinate the mean of the
 * parts in which it moved, weighted by what its centre was given since the base.
 *
 * <p>As River's {@code KMeans} with p = 2, where asking for a prediction draws coordinates, too; here it changes nothing.
 */
public final class SequentialKMeans extends KMeans implements Combinable<SequentialKMeans> {
    private static final int VERSION = 1;

    private final SequentialKMeansConfig config;
    private final ToDoubleFunction<RandomState> normal;

    /** Whether a coordinate of a centre has been drawn, or was given. */
    private final boolean[] drawn;

    private RandomState random;

    SequentialKMeans(SequentialKMeansConfig config, int dimension) {
        this(config, dimension, RandomState::nextNormal);
    }

    /** With other numbers of mean 0 and deviation 1. */
    SequentialKMeans(SequentialKMeansConfig config, int dimension, ToDoubleFunction<RandomState> normal) {
        super(config.clusters(), dimension);
        this.config = config;
        this.normal = normal;
        drawn = new boolean[config.clusters() * dimension];
        random = new RandomState(config.seed());
        StartCentre.place(config.start(), centroids);
        if (!config.start().isEmpty()) {
            Arrays.fill(drawn, true);
        }
    }

    static SequentialKMeans readFrom(SequentialKMeansConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        SequentialKMeans learner = new SequentialKMeans(config, in.dimension(config.clusters()));
        learner.readState(in);
        return learner;
    }

    @Override
    public SequentialKMeansConfig config() {
        return config;
    }

    /** Always. */
    @Override
    public boolean isStarted() {
        return true;
    }

    @Override
    void take(FeatureVector x, double weight) {
        int cluster = centroids.nearest(dense(x), 0);
        double share = weight == 1 ? config.step() : 1 - StrictMath.pow(1 - config.step(), weight);
        for (int k = 0; k < x.size(); k++) {
            int feature = x.index(k);
            double from = begin(cluster, feature);
            centroids.setPosition(cluster, feature, from + share * (x.value(k) - from));
        }
        centroids.setWeight(cluster, centroids.weight(cluster) + weight);
    }

    private double begin(int cluster, int feature) {
        int at = cluster * dimension() + feature;
        if (drawn[at]) {
            return centroids.position(cluster, feature);
        }
        drawn[at] = true;
        return config.mean() + config.deviation() * normal.applyAsDouble(random);
    }

    @Override
    public void combine(SequentialKMeans base, List<? extends SequentialKMeans> parts) {
        Shares.requireTwins(this, base, parts);
        SequentialKMeans whole = copy(base);
        long examples = base.examples();
        for (SequentialKMeans part : parts) {
            examples += part.examples() - base.examples();
        }
        for (int k = 0; k < outputs(); k++) {
            for (int j = 0; j < dimension(); j++) {
                whole.combine(base, parts, k, j);
            }
            double weight = base.centroids.weight(k);
            for (SequentialKMeans part : parts) {
                weight += part.gained(base, k);
            }
            whole.centroids.setWeight(k, weight);
        }
        whole.setExamples(examples);
        parts.stream()
                .filter(part -> part.examples() > base.examples())
                .findFirst()
                .ifPresent(part -> whole.random = copy(part).random);
        become(whole);
    }

    private double gained(SequentialKMeans base, int cluster) {
        return centroids.weight(cluster) - base.centroids.weight(cluster);
    }

    private void combine(SequentialKMeans base, List<? extends SequentialKMeans> parts, int cluster, int feature) {
        int at = cluster * dimension() + feature;
        List<SequentialKMeans> moved = new ArrayList<>();
        double total = 0;
        for (SequentialKMeans part : parts) {
            if (part.drawn[at] && part.gained(base, cluster) > 0) {
                moved.add(part);
                total += part.gained(base, cluster);
            }
        }
        if (moved.isEmpty()) {
            return;
        }
        double position = 0;
        for (SequentialKMeans part : moved) {
            position += part.gained(base, cluster) / total * part.centroids.position(cluster, feature);
        }
        drawn[at] = true;
        centroids.setPosition(cluster, feature, position);
    }

    private static SequentialKMeans copy(SequentialKMeans of) {
        SequentialKMeans copy = new SequentialKMeans(of.config, of.dimension(), of.normal);
        copy.become(of);
        return copy;
    }

    private void become(SequentialKMeans other) {
        SnapshotOutput out = new SnapshotOutput();
        other.writeState(out);
        readState(new SnapshotInput(out.toByteArray()));
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
        random.writeTo(out);
        for (boolean each : drawn) {
            out.flag(each);
        }
    }

    @Override
    void readState(SnapshotInput in) {
        super.readState(in);
        random = RandomState.readFrom(in);
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = in.flag();
        }
    }
}
