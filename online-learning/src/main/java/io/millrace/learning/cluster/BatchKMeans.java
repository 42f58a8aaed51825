package io.millrace.learning.cluster;

import io.millrace.learning.BatchLearner;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.batch.RowBuffer;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.random.RandomState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * K-means that learns mini-batches: all rows of one are given to the centres as they were before it, then each centre becomes the mean of
 * what it had and what it was given.
 *
 * <p>Where no centres are configured k-means++ chooses them among the rows of the first mini-batch, which has at least as many rows as there
 * are to be centres and is then learned like any other. Until then all centres count as the origin, and there are no parameters.
 *
 * <p>A mini-batch costs time in rows times clusters times features, at its last row; rows before it are only kept.
 *
 * <p><b>Combining.</b> Weight and weight × position of a centre are sums over rows, so they add up: the outcome is that of one learner that gave
 * each row to the same centre. Rows that wait are learned on after that. Of decay in batches or points, a part has seen only its own; what was before it
 * is brought down by that of all parts. Decay in event time is exact. Where a centre jumped in a part (a dying cluster, a reassignment, a start of
 * its own) centres of the same number no longer mean the same; then the part with the most examples leads, and the centres of the others,
 * with the weight that they gained, are learned by it like rows.
 */
public abstract sealed class BatchKMeans extends KMeans implements BatchLearner
        permits StreamingKMeans, MiniBatchKMeans {
    private final int batchSize;
    final DecayClock clock;
    private RowBuffer waiting;
    private RandomState random;
    private boolean started;

    /** How often a centre went elsewhere otherwise than by learning rows. */
    private long jumps;

    BatchKMeans(int clusters, int dimension, int batchSize, Decay decay, long seed, List<StartCentre> start) {
        super(clusters, dimension);
        this.batchSize = batchSize;
        clock = new DecayClock(decay);
        waiting = new RowBuffer(dimension);
        random = new RandomState(seed);
        StartCentre.place(start, centroids);
        started = !start.isEmpty();
    }

    /**
     * Learns a mini-batch.
     *
     * @param rows at least one, of weights that {@link #centroids} can be compared with
     * @return how many centres went elsewhere otherwise
     */
    abstract int learnBatch(RowBuffer rows, RandomState random);

    @Override
    public final boolean isStarted() {
        return started;
    }

    @Override
    public final int pending() {
        return waiting.rows();
    }

    @Override
    final void take(FeatureVector x, double weight) {
        waiting.add(dense(x), weight * clock.weightNow());
        learnIfFull();
    }

    private void learnIfFull() {
        if (waiting.rows() >= batchSize) {
            flush();
        }
    }

    /** {@inheritDoc} Without centres yet, that takes as many rows as there are to be centres. */
    @Override
    public final void flush() {
        if (waiting.rows() == 0 || (!started && waiting.rows() < outputs())) {
            return;
        }
        reckon();
        if (!started) {
            KMeansPlusPlus.place(waiting, centroids, random);
            started = true;
        }
        centroids.scaleWeights(clock.pass(waiting.totalWeight()));
        jumps += learnBatch(waiting, random);
        waiting.clear();
    }

    /** Brings all weights down to what event time has left of them. */
    final void reckon() {
        double left = clock.reckon();
        centroids.scaleWeights(left);
        waiting.scaleWeights(left);
    }

    final void combineBatches(BatchKMeans base, List<? extends BatchKMeans> parts) {
        Shares.requireTwins(this, base, parts);
        List<BatchKMeans> all = List.copyOf(parts);
        List<BatchKMeans> learned =
                all.stream().filter(part -> part.examples() > base.examples()).toList();
        if (learned.size() > 1) {
            become(combined(base, learned));
        } else {
            become(learned.isEmpty() ? base : learned.get(0));
        }
    }

    private static BatchKMeans combined(BatchKMeans base, List<BatchKMeans> parts) {
        List<BatchKMeans> stepped = parts.stream()
                .filter(part -> part.clock.batches() > base.clock.batches())
                .toList();
        BatchKMeans whole = base.copy();
        if (!stepped.isEmpty()) {
            whole.addUp(base, stepped);
        }
        whole.clock.advanceTo(parts.stream().map(part -> part.clock).toList());
        whole.reckon();
        for (BatchKMeans part : parts) {
            // rows that waited at base are among the first mini-batch of a part that has learned one, else among those
            // that wait
            int known = stepped.contains(part) ? 0 : base.waiting.rows();
            for (int i = known; i < part.waiting.rows(); i++) {
                double weight = part.waiting.weight(i) * whole.clock.leftOf(part.clock);
                whole.waiting.add(part.waiting.values(), part.waiting.offset(i), weight);
                whole.learnIfFull();
            }
        }
        long examples = base.examples();
        for (BatchKMeans part : parts) {
            examples += part.examples() - base.examples();
        }
        whole.setExamples(examples);
        return whole;
    }

    /** Adds what parts have learned in mini-batches since {@code base}, which this is a copy of. */
    private void addUp(BatchKMeans base, List<BatchKMeans> parts) {
        // the rows that waited are in every part's first mini-batch, given to the same centres as here
        flush();
        BatchKMeans from = copy();
        boolean sameCentres =
                base.started && jumps == base.jumps && parts.stream().allMatch(part -> part.jumps == base.jumps);
        List<DecayClock> clocks = parts.stream().map(part -> part.clock).toList();
        clock.advanceTo(clocks);
        clock.reckon();
        double left = clock.pass(from.clock, clocks);
        List<CentroidSum.Part> sums = parts.stream()
                .map(part -> new CentroidSum.Part(
                        part.centroids, part.clock.leftSince(from.clock), clock.leftOf(part.clock)))
                .toList();
        if (sameCentres) {
            CentroidSum.addUp(centroids, left, sums);
        } else {
            BatchKMeans lead = parts.get(0);
            for (BatchKMeans part : parts) {
                lead = part.examples() > lead.examples() ? part : lead;
            }
            double known = from.centroids.totalWeight() + from.waiting.totalWeight();
            CentroidSum.follow(centroids, known, sums, parts.indexOf(lead));
            started = true;
            waiting.clear();
        }
        for (BatchKMeans part : parts) {
            jumps += Math.max(part.jumps - base.jumps, 0);
        }
    }

    private BatchKMeans copy() {
        SnapshotOutput out = new SnapshotOutput();
        writeTo(out);
        return (BatchKMeans) config().readLearner(new SnapshotInput(out.toByteArray()));
    }

    private void become(BatchKMeans other) {
        SnapshotOutput out = new SnapshotOutput();
        other.writeState(out);
        readState(new SnapshotInput(out.toByteArray()));
    }

    @Override
    void writeState(SnapshotOutput out) {
        super.writeState(out);
        out.flag(started);
        out.count(jumps);
        clock.writeTo(out);
        random.writeTo(out);
        waiting.writeTo(out);
    }

    @Override
    void readState(SnapshotInput in) {
        super.readState(in);
        started = in.flag();
        jumps = in.count();
        clock.readFrom(in);
        random = RandomState.readFrom(in);
        waiting = RowBuffer.readFrom(in, dimension());
    }
}
