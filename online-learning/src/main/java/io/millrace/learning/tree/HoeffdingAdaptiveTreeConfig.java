package io.millrace.learning.tree;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of a {@link HoeffdingAdaptiveTree}.
 *
 * @param tree how it grows; a tree of {@code maxLeaves} does not split, and with its alternates it has at most twice as many
 * @param driftDelta significance level of the error windows, in (0, 1)
 * @param minWindow examples in both error windows before an alternate is compared, &gt;= 1
 * @param switchSignificance significance level of that comparison, in (0, 1)
 */
public record HoeffdingAdaptiveTreeConfig(
        HoeffdingTreeConfig tree, double driftDelta, int minWindow, double switchSignificance)
        implements LearnerConfig {
    /** {@link HoeffdingTreeConfig#DEFAULTS}; drift 0.002, windows of 300, significance 0.05, as MOA and River. */
    public static final HoeffdingAdaptiveTreeConfig DEFAULTS =
            new HoeffdingAdaptiveTreeConfig(HoeffdingTreeConfig.DEFAULTS, 0.002, 300, 0.05);

    static final String ALGORITHM = "hoeffding-adaptive-tree";

    private static final int VERSION = 1;

    public HoeffdingAdaptiveTreeConfig {
        new Checks()
                .require(driftDelta > 0 && driftDelta < 1, "driftDelta", "must be in (0, 1)", driftDelta)
                .require(minWindow >= 1, "minWindow", "must be >= 1", minWindow)
                .require(
                        switchSignificance > 0 && switchSignificance < 1,
                        "switchSignificance",
                        "must be in (0, 1)",
                        switchSignificance)
                .done();
    }

    /** With another way to grow. */
    public HoeffdingAdaptiveTreeConfig withTree(HoeffdingTreeConfig changed) {
        return new HoeffdingAdaptiveTreeConfig(changed, driftDelta, minWindow, switchSignificance);
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public Task task() {
        return tree.task();
    }

    @Override
    public HoeffdingAdaptiveTree newLearner(int dimension) {
        return new HoeffdingAdaptiveTree(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version("hoeffding-adaptive-tree-config", VERSION);
        tree.writeTo(out);
        out.number(driftDelta);
        out.integer(minWindow);
        out.number(switchSignificance);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static HoeffdingAdaptiveTreeConfig read(SnapshotInput in) {
        in.version("hoeffding-adaptive-tree-config", VERSION);
        return new HoeffdingAdaptiveTreeConfig(HoeffdingTreeConfig.read(in), in.number(), in.integer(), in.number());
    }

    @Override
    public HoeffdingAdaptiveTree readLearner(SnapshotInput in) {
        return new HoeffdingAdaptiveTree(this, in);
    }
}
