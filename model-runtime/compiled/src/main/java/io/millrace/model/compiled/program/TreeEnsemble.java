package io.millrace.model.compiled.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sum of many trees, for each target. Averages and votes are sums of scaled leaves.
 *
 * <p>Without a branch that depends on data, which a processor would guess wrong at every second node: a split is the sign
 * bit of {@code threshold - x}, added to the number of its left child; a leaf is its own child. Eight walks at a time
 * hide each other's memory latency: eight rows down one tree, or, where few rows are left, one row down eight trees. Nodes
 * of a tree lie together, and a group of trees that fits the first-level cache is walked by all rows of the block before
 * the next one. A missing value is an infinity on the side where it belongs; a column whose splits disagree about that
 * side stands in the block twice. A set split is a column of 0 and 1, looked up once per row and group.
 *
 * <p>Leaves are added in the order of the trees, in double precision, however the walks were grouped, so a row has the same
 * sum in every batch.
 *
 * <p>After Asadi, Lin, de Vries: Runtime Optimizations for Tree-Based Machine Learning Models, TKDE 2014 (predication and
 * interleaving); their vectorised walk without its fixed shape of trees.
 */
public final class TreeEnsemble implements Step {
    private static final int LANES = 8;

    /** Up to here a row alone is walked down eight trees at a time; more rows are filled up to eight. */
    private static final int FEW_ROWS = 4;

    /** From here on evaluating all splits of small trees for a whole block is faster than walking: {@link BitTrees}. */
    private static final int MANY_ROWS = 24;

    /** Depth from which trees of at most 32 leaves are too uneven to be walked. */
    private static final int DEEP = 4;

    /** Nodes of a group: 16 bytes each, half of a first-level cache of 32 KiB. */
    private static final int GROUP_NODES = 1_024;

    /** Columns made ready for comparison, as offsets in a block, and the infinity that stands for a missing value. */
    private final int[] cleanSources;

    private final int[] cleanSlots;
    private final double[] cleanMissing;

    private final Group[] groups;
    private final double[] base;
    private final int target;
    private final int leafColumn;

    /** A node is two words: threshold, or value of a leaf; then left child (times two) and offset of the column. */
    private final long[] nodes;

    /** The same in one word each, for a row alone; null where a threshold is no {@code float}. */
    private final NarrowNodes narrow;

    /** The same for many rows, where all trees are small; else null. */
    private final BitTrees bitTrees;

    private final double[] vectors;
    /** One per tree, the last one repeated up to a multiple of eight. */
    private final int[] roots;

    private final int[] depths;

    /** The deepest of a tree and the seven behind it. */
    private final int[] depthsOfEight;

    private final int[] targetOfTree;

    /** Whether every leaf holds the one value that there is: then the sum stays in a register. */
    private final boolean one;

    /** A column made ready for comparison: missing values replaced by an infinity. Offsets in a block. */
    private record Clean(int source, int slot, double missing) {}

    /** A column looked up: 0 goes left, 1 goes right; by code + 2, so that 0 is missing and 1 unseen. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Membership(int source, int slot, double[] right) {}

    /** Trees walked together. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Group(int fromTree, int toTree, Membership[] memberships) {}

    private record SlotKey(int column, Tree.Missing missing) {}

    private record SetKey(int column, BitSet codes, boolean unseenLeft, Tree.Missing missing) {}

    private TreeEnsemble(TreeEnsemble other) {
        cleanSources = other.cleanSources;
        cleanSlots = other.cleanSlots;
        cleanMissing = other.cleanMissing;
        groups = other.groups;
        base = other.base;
        target = other.target;
        leafColumn = other.leafColumn;
        nodes = other.nodes;
        narrow = other.narrow;
        bitTrees = other.bitTrees.copy();
        vectors = other.vectors;
        roots = other.roots;
        depths = other.depths;
        depthsOfEight = other.depthsOfEight;
        targetOfTree = other.targetOfTree;
        one = other.one;
    }

    private TreeEnsemble(Builder builder) {
        cleanSources = builder.cleans.stream().mapToInt(Clean::source).toArray();
        cleanSlots = builder.cleans.stream().mapToInt(Clean::slot).toArray();
        cleanMissing = builder.cleans.stream().mapToDouble(Clean::missing).toArray();
        groups = builder.groups.toArray(Group[]::new);
        base = builder.base;
        target = builder.target * STRIDE;
        leafColumn = builder.leafColumn * STRIDE;
        nodes = builder.nodes;
        narrow = NarrowNodes.of(nodes);
        bitTrees = builder.bitTrees();
        vectors = builder.vectors.stream().mapToDouble(Double::doubleValue).toArray();
        roots = builder.roots;
        depths = builder.depths;
        depthsOfEight = new int[depths.length];
        for (int tree = 0; tree < depths.length; tree++) {
            depthsOfEight[tree] = Arrays.stream(depths, tree, Math.min(depths.length, tree + LANES))
                    .max()
                    .orElseThrow();
        }
        targetOfTree = builder.targetOfTree;
        one = base.length == 1 && Arrays.stream(targetOfTree).noneMatch(only -> only < 0);
    }

    /**
     * Adds the step, the columns that it works in, and the thresholds as boundaries.
     *
     * @param trees at least one, all with as many targets as {@code base}
     * @param base what each target's sum begins with
     * @param target first of the columns that the sums are written to, one per target
     */
    public static void add(ProgramBuilder program, List<Tree> trees, double[] base, int target) {
        program.add(new TreeEnsemble(new Builder(program, trees, base, target)));
    }

    @Override
    public Step forScorer() {
        return bitTrees == null ? this : new TreeEnsemble(this);
    }

    @Override
    public void run(double[] cells, int rows) {
        int together = rows % LANES > FEW_ROWS ? (rows + LANES - 1) / LANES * LANES : rows / LANES * LANES;
        int filled = Math.max(together, rows);
        clean(cells, rows);
        Arrays.fill(cells, leafColumn, leafColumn + filled, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < base.length; i++) {
            Arrays.fill(cells, target + i * STRIDE, target + i * STRIDE + filled, base[i]);
        }
        if (bitTrees != null && rows >= MANY_ROWS) {
            bitTrees.rank(cells, rows);
            for (int tree = 0; tree < depths.length; tree++) {
                bitTrees.add(cells, tree, target + targetOfTree[tree] * STRIDE, rows);
            }
            return;
        }
        for (Group group : groups) {
            for (Membership membership : group.memberships()) {
                lookUp(cells, rows, membership);
            }
            for (int tree = group.fromTree(); tree < group.toTree(); tree++) {
                for (int row = 0; row < together; row += LANES) {
                    walkRows(cells, tree, row);
                }
            }
            for (int row = together; row < rows; row++) {
                if (narrow == null) {
                    walkTrees(cells, group.fromTree(), group.toTree(), row);
                } else {
                    walkNarrowTrees(cells, group.fromTree(), group.toTree(), row);
                }
            }
        }
    }

    private void clean(double[] cells, int rows) {
        for (int i = 0; i < cleanSlots.length; i++) {
            int source = cleanSources[i];
            int slot = cleanSlots[i];
            double missing = cleanMissing[i];
            for (int row = 0; row < rows; row++) {
                double value = cells[source + row];
                // An infinite value stays apart from a missing one.
                double finite = value > Double.MAX_VALUE ? Double.MAX_VALUE : value;
                cells[slot + row] = Double.isNaN(value) ? missing : finite;
            }
        }
    }

    private static void lookUp(double[] cells, int rows, Membership membership) {
        int source = membership.source() * STRIDE;
        int slot = membership.slot() * STRIDE;
        double[] right = membership.right();
        for (int row = 0; row < rows; row++) {
            double code = cells[source + row];
            // the last entry is any category behind the listed ones
            int index = Double.isNaN(code) ? 0 : code < 0 ? 1 : (int) Math.min(code + 2, right.length - 1);
            cells[slot + row] = right[index];
        }
    }

    /** Eight rows down one tree. */
    private void walkRows(double[] x, int tree, int row) {
        long[] n = nodes;
        int root = roots[tree];
        int a0 = root;
        int a1 = root;
        int a2 = root;
        int a3 = root;
        int a4 = root;
        int a5 = root;
        int a6 = root;
        int a7 = root;
        for (int level = depths[tree]; level > 0; level--) {
            a0 = next(n, x, a0, row);
            a1 = next(n, x, a1, row + 1);
            a2 = next(n, x, a2, row + 2);
            a3 = next(n, x, a3, row + 3);
            a4 = next(n, x, a4, row + 4);
            a5 = next(n, x, a5, row + 5);
            a6 = next(n, x, a6, row + 6);
            a7 = next(n, x, a7, row + 7);
        }
        if (targetOfTree[tree] >= 0) {
            int sum = target + targetOfTree[tree] * STRIDE + row;
            x[sum] += value(n, a0);
            x[sum + 1] += value(n, a1);
            x[sum + 2] += value(n, a2);
            x[sum + 3] += value(n, a3);
            x[sum + 4] += value(n, a4);
            x[sum + 5] += value(n, a5);
            x[sum + 6] += value(n, a6);
            x[sum + 7] += value(n, a7);
        } else {
            addVector(x, row, value(n, a0));
            addVector(x, row + 1, value(n, a1));
            addVector(x, row + 2, value(n, a2));
            addVector(x, row + 3, value(n, a3));
            addVector(x, row + 4, value(n, a4));
            addVector(x, row + 5, value(n, a5));
            addVector(x, row + 6, value(n, a6));
            addVector(x, row + 7, value(n, a7));
        }
    }

    /** One row down all trees of a group, eight at a time. */
    private void walkTrees(double[] x, int fromTree, int toTree, int row) {
        long[] n = nodes;
        for (int tree = fromTree; tree < toTree; tree += LANES) {
            int a0 = roots[tree];
            int a1 = roots[tree + 1];
            int a2 = roots[tree + 2];
            int a3 = roots[tree + 3];
            int a4 = roots[tree + 4];
            int a5 = roots[tree + 5];
            int a6 = roots[tree + 6];
            int a7 = roots[tree + 7];
            for (int level = depthsOfEight[tree]; level > 0; level--) {
                a0 = next(n, x, a0, row);
                a1 = next(n, x, a1, row);
                a2 = next(n, x, a2, row);
                a3 = next(n, x, a3, row);
                a4 = next(n, x, a4, row);
                a5 = next(n, x, a5, row);
                a6 = next(n, x, a6, row);
                a7 = next(n, x, a7, row);
            }
            addEight(
                    x,
                    tree,
                    row,
                    value(n, a0),
                    value(n, a1),
                    value(n, a2),
                    value(n, a3),
                    value(n, a4),
                    value(n, a5),
                    value(n, a6),
                    value(n, a7));
        }
    }

    /** The same over {@link NarrowNodes}, whose numbers are half of the wide ones. */
    private void walkNarrowTrees(double[] x, int fromTree, int toTree, int row) {
        long[] n = narrow.words();
        for (int tree = fromTree; tree < toTree; tree += LANES) {
            int a0 = roots[tree] >> 1;
            int a1 = roots[tree + 1] >> 1;
            int a2 = roots[tree + 2] >> 1;
            int a3 = roots[tree + 3] >> 1;
            int a4 = roots[tree + 4] >> 1;
            int a5 = roots[tree + 5] >> 1;
            int a6 = roots[tree + 6] >> 1;
            int a7 = roots[tree + 7] >> 1;
            for (int level = depthsOfEight[tree]; level > 0; level--) {
                a0 = NarrowNodes.next(n, x, a0, row);
                a1 = NarrowNodes.next(n, x, a1, row);
                a2 = NarrowNodes.next(n, x, a2, row);
                a3 = NarrowNodes.next(n, x, a3, row);
                a4 = NarrowNodes.next(n, x, a4, row);
                a5 = NarrowNodes.next(n, x, a5, row);
                a6 = NarrowNodes.next(n, x, a6, row);
                a7 = NarrowNodes.next(n, x, a7, row);
            }
            addEight(
                    x,
                    tree,
                    row,
                    NarrowNodes.value(n, a0),
                    NarrowNodes.value(n, a1),
                    NarrowNodes.value(n, a2),
                    NarrowNodes.value(n, a3),
                    NarrowNodes.value(n, a4),
                    NarrowNodes.value(n, a5),
                    NarrowNodes.value(n, a6),
                    NarrowNodes.value(n, a7));
        }
    }

    private void addEight(
            double[] x,
            int tree,
            int row,
            double v0,
            double v1,
            double v2,
            double v3,
            double v4,
            double v5,
            double v6,
            double v7) {
        if (one && tree + LANES <= depths.length) {
            // one after the other, as everywhere: the order of additions is part of the result
            double sum = x[target + row];
            sum += v0;
            sum += v1;
            sum += v2;
            sum += v3;
            sum += v4;
            sum += v5;
            sum += v6;
            sum += v7;
            x[target + row] = sum;
        } else {
            add(x, tree, row, v0);
            add(x, tree + 1, row, v1);
            add(x, tree + 2, row, v2);
            add(x, tree + 3, row, v3);
            add(x, tree + 4, row, v4);
            add(x, tree + 5, row, v5);
            add(x, tree + 6, row, v6);
            add(x, tree + 7, row, v7);
        }
    }

    /** One step down: the left child, or the right one beside it if the difference is negative. */
    private static int next(long[] nodes, double[] x, int node, int row) {
        long link = nodes[node + 1];
        double difference = Double.longBitsToDouble(nodes[node]) - x[(int) link + row];
        return (int) (link >>> 32) + ((int) (Double.doubleToRawLongBits(difference) >>> 62) & 2);
    }

    private static double value(long[] nodes, int leaf) {
        return Double.longBitsToDouble(nodes[leaf]);
    }

    private void add(double[] x, int tree, int row, double value) {
        if (tree >= depths.length) {
            return; // filled up to eight
        }
        if (targetOfTree[tree] >= 0) {
            x[target + targetOfTree[tree] * STRIDE + row] += value;
        } else {
            addVector(x, row, value);
        }
    }

    /** A leaf with a value for each target: they stand one after the other, and the leaf holds where. */
    private void addVector(double[] x, int row, double index) {
        int from = (int) index;
        int sum = target + row;
        for (int i = 0; i < base.length; i++, sum += STRIDE) {
            x[sum] += vectors[from + i];
        }
    }

    /** Lays trees out in arrays. */
    private static final class Builder {
        private final ProgramBuilder program;
        private final List<Tree> trees;
        private final double[] base;
        private final int target;
        private final int leafColumn;
        private final List<Clean> cleans = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();
        private final Map<SlotKey, Integer> slots = new HashMap<>();
        private final List<Integer> membershipSlots = new ArrayList<>();

        private final long[] nodes;
        private final List<Double> vectors = new ArrayList<>();
        private final int[] roots;
        private final int[] depths;
        private final int[] targetOfTree;
        private int count;

        Builder(ProgramBuilder program, List<Tree> trees, double[] base, int target) {
            this.program = program;
            this.trees = trees;
            this.base = base.clone();
            this.target = target;
            leafColumn = program.newColumn();
            int size = trees.stream().mapToInt(TreeEnsemble.Builder::reachable).sum();
            nodes = new long[2 * size];
            roots = new int[(trees.size() + LANES - 1) / LANES * LANES];
            depths = new int[trees.size()];
            targetOfTree = new int[trees.size()];
            layOut();
        }

        private static int reachable(Tree tree) {
            int found = 0;
            Deque<Integer> open = new ArrayDeque<>(List.of(tree.root()));
            while (!open.isEmpty()) {
                Tree.Node node = tree.node(open.pop());
                found++;
                if (!node.isLeaf()) {
                    open.push(node.left());
                    open.push(node.right());
                }
            }
            return found;
        }

        private void layOut() {
            int fromTree = 0;
            int fromNode = 0;
            Map<SetKey, Membership> memberships = new HashMap<>();
            for (int tree = 0; tree < trees.size(); tree++) {
                if (count - fromNode >= GROUP_NODES && tree % LANES == 0) {
                    groups.add(new Group(fromTree, tree, memberships.values().toArray(Membership[]::new)));
                    memberships.clear();
                    fromTree = tree;
                    fromNode = count;
                }
                layOut(tree, memberships);
            }
            groups.add(new Group(fromTree, trees.size(), memberships.values().toArray(Membership[]::new)));
            Arrays.fill(roots, trees.size(), roots.length, roots[trees.size() - 1]);
        }

        /** What many rows are scored with; null where the trees are too large for it or walking is as fast. */
        BitTrees bitTrees() {
            // Complete trees are walked as fast as their splits are evaluated.
            boolean deep = Arrays.stream(depths).average().orElse(0) > DEEP;
            return deep ? BitTrees.of(trees, node -> slot(node, new HashMap<>()), targetOfTree) : null;
        }

        /** Level by level, siblings side by side. */
        private void layOut(int number, Map<SetKey, Membership> memberships) {
            Tree tree = trees.get(number);
            if (tree.targets() != base.length) {
                throw new IllegalArgumentException(
                        "trees must have " + base.length + " targets, found " + tree.targets());
            }
            roots[number] = 2 * count;
            depths[number] = tree.depth();
            targetOfTree[number] = onlyTarget(tree);
            Deque<Integer> open = new ArrayDeque<>(List.of(tree.root()));
            int at = count++;
            while (!open.isEmpty()) {
                Tree.Node node = tree.node(open.poll());
                if (node.isLeaf()) {
                    put(at, leafValue(node, targetOfTree[number]), leafColumn, at);
                } else {
                    put(at, node.threshold(), slot(node, memberships), count);
                    count += 2;
                    open.add(node.left());
                    open.add(node.right());
                }
                at++;
            }
        }

        private void put(int at, double threshold, int column, int child) {
            nodes[2 * at] = Double.doubleToRawLongBits(threshold);
            nodes[2 * at + 1] = (2L * child) << 32 | (long) column * STRIDE;
        }

        /** What a leaf holds in place of a threshold: its value, or where its values begin. */
        private double leafValue(Tree.Node leaf, int onlyTarget) {
            if (onlyTarget >= 0) {
                return leaf.values()[onlyTarget];
            }
            int from = vectors.size();
            for (double value : leaf.values()) {
                vectors.add(value);
            }
            return from;
        }

        /** The one target that a tree adds to; -1 if there are several. */
        private static int onlyTarget(Tree tree) {
            BitSet used = new BitSet();
            boolean infinite = false;
            Deque<Integer> open = new ArrayDeque<>(List.of(tree.root()));
            while (!open.isEmpty()) {
                Tree.Node node = tree.node(open.pop());
                if (node.isLeaf()) {
                    for (int i = 0; i < node.values().length; i++) {
                        used.set(i, used.get(i) || node.values()[i] != 0);
                        // An infinite value could not stand where it is compared with the infinity of a leaf.
                        infinite |= Double.isInfinite(node.values()[i]);
                    }
                } else {
                    open.push(node.left());
                    open.push(node.right());
                }
            }
            return infinite || used.cardinality() > 1 ? -1 : Math.max(0, used.nextSetBit(0));
        }

        private int slot(Tree.Node node, Map<SetKey, Membership> memberships) {
            if (node.set() == null) {
                program.addBoundary(node.column(), node.threshold());
                return slots.computeIfAbsent(new SlotKey(node.column(), node.missing()), this::newSlot);
            }
            node.set().stream().forEach(code -> program.addBoundary(node.column(), code));
            SetKey key = new SetKey(node.column(), node.set(), node.unseenLeft(), node.missing());
            Membership known = memberships.get(key);
            if (known == null) {
                // Groups are walked one after the other, so each may use the same columns for its own look-ups.
                if (memberships.size() == membershipSlots.size()) {
                    membershipSlots.add(program.newColumn());
                }
                known = new Membership(key.column(), membershipSlots.get(memberships.size()), right(key));
                memberships.put(key, known);
            }
            return known.slot();
        }

        private int newSlot(SlotKey key) {
            int slot = program.newColumn();
            double missing = key.missing() == Tree.Missing.LEFT ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            cleans.add(new Clean(key.column() * STRIDE, slot * STRIDE, missing));
            return slot;
        }

        private static double[] right(SetKey key) {
            double[] right = new double[key.codes().length() + 3];
            right[0] = key.missing() == Tree.Missing.LEFT ? 0 : 1;
            right[1] = key.unseenLeft() ? 0 : 1;
            for (int code = 0; code < right.length - 2; code++) {
                right[code + 2] = key.codes().get(code) ? 0 : 1;
            }
            return right;
        }
    }
}
