package io.millrace.learning.tree;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.Parameter;
import io.millrace.learning.Task;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What both Hoeffding trees have in common: rows, scores, saving. A feature without an entry in a sparse row is 0, and takes part in learning as
 * such. Numbers beyond ±{@value #LIMIT} are refused like infinite ones, so that no square overflows.
 */
public abstract sealed class TreeLearner implements Learner permits HoeffdingTree, HoeffdingAdaptiveTree {
    /** Greatest absolute value of a feature. */
    public static final double LIMIT = 1e150;

    /** Greatest dimension × classes × leaves: 32 bytes each. */
    private static final long MAX_SIZE = 1L << 24;

    private static final int VERSION = 1;

    private final HoeffdingTreeConfig tree;
    private final int dimension;
    private final SplitFinder finder;
    /** Attributes all of whose values so far were 0 or 1. */
    private final boolean[] indicators;
    /** Scratch: a sparse row with its zeros. */
    private final double[] values;
    /** Scratch: a number a class. */
    private final double[] probabilities;

    private Node root;
    private long examples;

    TreeLearner(HoeffdingTreeConfig tree, int dimension) {
        if (dimension < 1 || (long) dimension * tree.classes() * tree.maxLeaves() > MAX_SIZE) {
            throw new IllegalArgumentException("must be in [1, " + MAX_SIZE / tree.classes() / tree.maxLeaves()
                    + "] for a tree of " + tree.classes() + " classes and " + tree.maxLeaves()
                    + " leaves: dimension=" + dimension);
        }
        this.tree = tree;
        this.dimension = dimension;
        finder = new SplitFinder(tree, dimension);
        indicators = new boolean[dimension];
        Arrays.fill(indicators, true);
        values = new double[dimension];
        probabilities = new double[tree.classes()];
        root = new Leaf(0, new double[tree.classes()], dimension);
    }

    TreeLearner(HoeffdingTreeConfig tree, boolean isWatched, SnapshotInput in) {
        this(tree, dimension(in));
        examples = in.count();
        for (int j = 0; j < dimension; j++) {
            indicators[j] = in.flag();
        }
        root = new NodeReader(tree, dimension, isWatched, in).read(0);
    }

    private static int dimension(SnapshotInput in) {
        in.version("hoeffding-tree", VERSION);
        return in.size(1); // a flag each
    }

    /** How the tree grows. */
    public final HoeffdingTreeConfig tree() {
        return tree;
    }

    /** A copy of the tree that answers now; alternates are not part of it. Allocates. */
    public final TreeNode root() {
        return root.view();
    }

    final Node rootNode() {
        return root;
    }

    final void setRootNode(Node node) {
        root = node;
    }

    @Override
    public final int dimension() {
        return dimension;
    }

    @Override
    public final long examples() {
        return examples;
    }

    @Override
    public final int outputs() {
        return tree.task() == Task.BINARY_CLASSIFICATION ? 1 : tree.classes();
    }

    @Override
    public final boolean learn(FeatureVector x, double label, double weight) {
        requireDimension(x);
        boolean isClass = label >= 0 && label < tree.classes() && label == Math.rint(label);
        if (!isClass || !(weight >= 0 && weight <= Double.MAX_VALUE) || !isUsable(x)) {
            return false;
        }
        examples++;
        if (weight > 0) {
            double[] row = row(x);
            for (int j = 0; j < dimension; j++) {
                indicators[j] &= row[j] == 0 || row[j] == 1;
            }
            grow(row, (int) label, weight);
        }
        return true;
    }

    /** Learns an example that may be learned. */
    abstract void grow(double[] row, int label, double weight);

    /** Whether the tree, or an alternate subtree, may have another leaf; costs a pass over all nodes. */
    abstract boolean hasRoom(boolean isAlternate);

    /** Learns at a leaf, and returns what stands in its place afterwards: itself, or a split. */
    final Node growLeaf(Leaf leaf, double[] row, int label, double weight, boolean isAlternate) {
        leaf.learn(row, label, weight, tree.prediction(), indicators, probabilities);
        if (!leaf.isDue(tree.gracePeriod()) || leaf.depth >= tree.maxDepth() || !hasRoom(isAlternate)) {
            return leaf;
        }
        Split split = finder.find(leaf, indicators);
        return split == null ? leaf : split;
    }

    /** Most probable class of a row in a subtree. */
    final int classOf(Node node, double[] row) {
        node.leaf(row).predict(row, tree.prediction(), indicators, probabilities);
        return Leaf.argMax(probabilities);
    }

    @Override
    public final void score(FeatureVector x, double[] scores) {
        requireDimension(x);
        if (scores.length < outputs()) {
            throw new IllegalArgumentException(
                    "must have a place for " + outputs() + " scores: length=" + scores.length);
        }
        if (!isUsable(x)) {
            Arrays.fill(scores, 0, outputs(), Double.NaN);
            return;
        }
        double[] row = row(x);
        root.leaf(row).predict(row, tree.prediction(), indicators, probabilities);
        if (outputs() == 1) {
            scores[0] = probabilities[1];
        } else {
            System.arraycopy(probabilities, 0, scores, 0, probabilities.length);
        }
    }

    private void requireDimension(FeatureVector x) {
        if (x.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "must have " + dimension + " features, as the learner: dimension=" + x.dimension());
        }
    }

    private static boolean isUsable(FeatureVector x) {
        for (int k = 0; k < x.size(); k++) {
            if (!(Math.abs(x.value(k)) <= LIMIT)) {
                return false;
            }
        }
        return true;
    }

    private double[] row(FeatureVector x) {
        if (x.isDense()) {
            return x.values();
        }
        Arrays.fill(values, 0);
        for (int k = 0; k < x.size(); k++) {
            values[x.index(k)] = x.value(k);
        }
        return values;
    }

    /** Greatest absolute threshold. */
    @Override
    public final double magnitude() {
        return root.magnitude();
    }

    /** Thresholds and, of leaves, weight and probabilities, nodes numbered from the root, small values first. */
    @Override
    public final List<Parameter> parameters(FeatureNames names) {
        List<Parameter> parameters = new ArrayList<>();
        addParameters(root(), 0, names, parameters);
        return parameters;
    }

    private static int addParameters(TreeNode node, int number, FeatureNames names, List<Parameter> parameters) {
        if (node instanceof TreeNode.Split split) {
            parameters.add(
                    new Parameter("split " + number + ": " + names.name(split.feature()) + " <=", split.threshold()));
            int next = addParameters(split.low(), number + 1, names, parameters);
            return addParameters(split.high(), next, names, parameters);
        }
        TreeNode.Leaf leaf = (TreeNode.Leaf) node;
        parameters.add(new Parameter("leaf " + number + ": weight", leaf.weight()));
        for (int c = 0; c < leaf.probabilities().size(); c++) {
            parameters.add(new Parameter(
                    "leaf " + number + ": class " + c, leaf.probabilities().get(c)));
        }
        return number + 1;
    }

    @Override
    public final void writeTo(SnapshotOutput out) {
        out.version("hoeffding-tree", VERSION);
        out.integer(dimension);
        out.count(examples);
        for (boolean indicator : indicators) {
            out.flag(indicator);
        }
        root.writeTo(out);
    }
}
