package io.millrace.learning.tree;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of a {@link HoeffdingTree}.
 *
 * @param classes labels are 0 to classes − 1; in [2, 1000]
 * @param gracePeriod weight of examples that a leaf sees between two attempts to split, &gt; 0
 * @param delta probability of choosing another attribute than endless data would, in (0, 1)
 * @param tau if the bound is below this, two attributes count as equal and the leaf splits on either, in [0, 1]
 * @param splitPoints thresholds tried for each numeric attribute, evenly between its smallest and greatest value, in [1, 1000]
 * @param prediction how leaves answer
 * @param maxDepth splits between root and leaf, in [0, 100]
 * @param maxLeaves bound of the tree's size, in [1, 100,000]
 */
public record HoeffdingTreeConfig(
        int classes,
        double gracePeriod,
        double delta,
        double tau,
        int splitPoints,
        LeafPrediction prediction,
        int maxDepth,
        int maxLeaves)
        implements LearnerConfig {
    /** Two classes; grace period 200, delta 1e-7, tau 0.05, 10 split points, adaptive leaves, as MOA and River; depth 20, 256 leaves. */
    public static final HoeffdingTreeConfig DEFAULTS =
            new HoeffdingTreeConfig(2, 200, 1e-7, 0.05, 10, LeafPrediction.ADAPTIVE, 20, 256);

    static final String ALGORITHM = "hoeffding-tree";

    private static final int VERSION = 1;

    public HoeffdingTreeConfig {
        new Checks()
                .within("classes", classes, 2, 1000)
                .positive("gracePeriod", gracePeriod)
                .require(delta > 0 && delta < 1, "delta", "must be in (0, 1)", delta)
                .within("tau", tau, 0, 1)
                .within("splitPoints", splitPoints, 1, 1000)
                .within("maxDepth", maxDepth, 0, 100)
                .within("maxLeaves", maxLeaves, 1, 100_000)
                .done();
    }

    /** With another number of classes. */
    public HoeffdingTreeConfig withClasses(int changed) {
        return new HoeffdingTreeConfig(changed, gracePeriod, delta, tau, splitPoints, prediction, maxDepth, maxLeaves);
    }

    /** With another grace period. */
    public HoeffdingTreeConfig withGracePeriod(double changed) {
        return new HoeffdingTreeConfig(classes, changed, delta, tau, splitPoints, prediction, maxDepth, maxLeaves);
    }

    /** With another delta. */
    public HoeffdingTreeConfig withDelta(double changed) {
        return new HoeffdingTreeConfig(
                classes, gracePeriod, changed, tau, splitPoints, prediction, maxDepth, maxLeaves);
    }

    /** With another tau. */
    public HoeffdingTreeConfig withTau(double changed) {
        return new HoeffdingTreeConfig(
                classes, gracePeriod, delta, changed, splitPoints, prediction, maxDepth, maxLeaves);
    }

    /** With another number of thresholds. */
    public HoeffdingTreeConfig withSplitPoints(int changed) {
        return new HoeffdingTreeConfig(classes, gracePeriod, delta, tau, changed, prediction, maxDepth, maxLeaves);
    }

    /** With other leaves. */
    public HoeffdingTreeConfig withPrediction(LeafPrediction changed) {
        return new HoeffdingTreeConfig(classes, gracePeriod, delta, tau, splitPoints, changed, maxDepth, maxLeaves);
    }

    /** With other bounds. */
    public HoeffdingTreeConfig withBounds(int depth, int leaves) {
        return new HoeffdingTreeConfig(classes, gracePeriod, delta, tau, splitPoints, prediction, depth, leaves);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return classes == 2 ? Task.BINARY_CLASSIFICATION : Task.MULTICLASS_CLASSIFICATION;
    }

    @Override
    public HoeffdingTree newLearner(int dimension) {
        return new HoeffdingTree(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version("hoeffding-tree-config", VERSION);
        out.integer(classes);
        out.number(gracePeriod);
        out.number(delta);
        out.number(tau);
        out.integer(splitPoints);
        out.constant(prediction);
        out.integer(maxDepth);
        out.integer(maxLeaves);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static HoeffdingTreeConfig read(SnapshotInput in) {
        in.version("hoeffding-tree-config", VERSION);
        return new HoeffdingTreeConfig(
                in.integer(),
                in.number(),
                in.number(),
                in.number(),
                in.integer(),
                in.constant(LeafPrediction.class),
                in.integer(),
                in.integer());
    }

    @Override
    public HoeffdingTree readLearner(SnapshotInput in) {
        return new HoeffdingTree(this, in);
    }
}
