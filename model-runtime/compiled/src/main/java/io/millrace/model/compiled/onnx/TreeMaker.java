package io.millrace.model.compiled.onnx;

import io.millrace.model.compiled.program.Lookup;
import io.millrace.model.compiled.program.Tree;
import io.millrace.model.compiled.program.Unary;
import io.millrace.model.compiled.program.UnaryOperation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Makes {@link Tree}s of one ensemble, in their normal form. A comparison for equality becomes a column that says whether a
 * number is one of several, looked up once per row for all trees; a chain of them with one outcome, as exporters write
 * categorical splits, becomes a single one. Equal subtrees are known by making each distinct node of a tree only once.
 */
final class TreeMaker {
    private final Node node;
    private final Lowering lowering;
    private final TreeNodes nodes;
    private final int[] columns;
    private final double factor;
    private final Map<Members, Integer> memberColumns = new HashMap<>();
    private final Map<Integer, Integer> cutColumns = new HashMap<>();

    /** Numbers that a column is compared with; whether a missing value counts as one of them. */
    private record Members(int column, List<Double> values, boolean missing) {}

    /** A node in normal form: a leaf's values, or a split by a threshold, or one that sends members to the right. */
    private record Draft(
            List<Double> leaf,
            int column,
            double threshold,
            boolean missingLeft,
            Members members,
            int left,
            int right) {

        static Draft leaf(List<Double> values) {
            return new Draft(values, -1, 0, false, null, -1, -1);
        }

        static Draft numeric(int column, double threshold, boolean missingLeft, int left, int right) {
            return new Draft(null, column, threshold + 0.0, missingLeft, null, left, right);
        }

        static Draft member(Members members, int outside, int inside) {
            return new Draft(null, -1, 0.5, false, members, outside, inside);
        }
    }

    /** Distinct nodes of one tree, children before their parents. */
    private static final class Drafts {
        private final List<Draft> list = new ArrayList<>();
        private final Map<Draft, Integer> numbers = new HashMap<>();

        int add(Draft draft) {
            return numbers.computeIfAbsent(draft, added -> {
                list.add(added);
                return list.size() - 1;
            });
        }
    }

    /**
     * A maker of trees.
     *
     * @param columns the input's, by feature
     * @param factor that leaves are multiplied by
     */
    TreeMaker(Node node, Lowering lowering, TreeNodes nodes, int[] columns, double factor) {
        this.node = node;
        this.lowering = lowering;
        this.nodes = nodes;
        this.columns = columns;
        this.factor = factor;
    }

    /** The tree below {@code root}. */
    Tree make(int root) {
        Drafts drafts = new Drafts();
        Map<Integer, Integer> done = new HashMap<>();
        Map<Integer, Boolean> begun = new HashMap<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            int number = open.peek();
            if (done.containsKey(number)) {
                open.pop();
            } else if (nodes.mode(number) == TreeNodes.Mode.LEAF) {
                List<Double> values =
                        Arrays.stream(nodes.leaf(number, factor)).boxed().toList();
                done.put(number, drafts.add(Draft.leaf(values)));
            } else if (done.containsKey(nodes.whenTrue(number)) && done.containsKey(nodes.whenFalse(number))) {
                int whenTrue = done.get(nodes.whenTrue(number));
                int whenFalse = done.get(nodes.whenFalse(number));
                done.put(number, split(drafts, number, whenTrue, whenFalse));
            } else if (begun.put(number, true) != null) {
                throw node.unsupported("trees", "a node that is below itself, " + number);
            } else {
                open.push(nodes.whenFalse(number));
                open.push(nodes.whenTrue(number));
            }
        }
        return tree(drafts.list, done.get(root));
    }

    private int split(Drafts drafts, int number, int whenTrue, int whenFalse) {
        int feature = nodes.feature(number);
        if (feature < 0 || feature >= columns.length) {
            throw node.unsupported("features from 0 to " + (columns.length - 1), feature);
        }
        int column = columns[feature];
        double[] values = nodes.thresholds(number);
        for (double value : values) {
            if (Double.isNaN(value)) {
                throw node.unsupported("numbers as thresholds", value);
            }
            lowering.boundary(column, value);
        }
        boolean missing = nodes.missingTrue(number);
        double threshold = values.length == 0 ? 0 : values[0];
        double below = Math.nextDown(threshold);
        return switch (nodes.mode(number)) {
            case BRANCH_LEQ -> drafts.add(Draft.numeric(column, threshold, missing, whenTrue, whenFalse));
            case BRANCH_LT -> drafts.add(Draft.numeric(column, below, missing, whenTrue, whenFalse));
            case BRANCH_GT -> drafts.add(Draft.numeric(column, threshold, !missing, whenFalse, whenTrue));
            case BRANCH_GTE -> drafts.add(Draft.numeric(column, below, !missing, whenFalse, whenTrue));
            case BRANCH_MEMBER_CUT -> member(drafts, cut(column), values, missing, whenTrue, whenFalse);
            case BRANCH_EQ, BRANCH_MEMBER -> member(drafts, column, values, missing, whenTrue, whenFalse);
            // NaN differs from everything, so it is no member
            case BRANCH_NEQ -> member(drafts, column, values, false, whenFalse, whenTrue);
            case LEAF -> throw new IllegalStateException("a leaf is no split: " + number);
        };
    }

    private static int member(Drafts drafts, int column, double[] values, boolean missing, int inside, int outside) {
        TreeSet<Double> all = new TreeSet<>();
        Arrays.stream(values).forEach(value -> all.add(value + 0.0));
        Draft next = drafts.list.get(outside);
        Members others = next.members();
        boolean chained =
                others != null && others.column() == column && others.missing() == missing && next.right() == inside;
        if (chained) {
            all.addAll(others.values());
        }
        Members members = new Members(column, List.copyOf(all), missing);
        return drafts.add(Draft.member(members, chained ? next.left() : outside, inside));
    }

    /** The tree of what can be reached. */
    private Tree tree(List<Draft> drafts, int root) {
        boolean[] used = new boolean[root + 1];
        long[] sizes = new long[root + 1];
        int[] numbers = new int[root + 1];
        used[root] = true;
        for (int i = root; i >= 0; i--) {
            if (used[i] && drafts.get(i).leaf() == null) {
                used[drafts.get(i).left()] = true;
                used[drafts.get(i).right()] = true;
            }
        }
        Tree tree = new Tree(nodes.targets());
        for (int i = 0; i <= root; i++) {
            Draft draft = drafts.get(i);
            if (used[i] && draft.leaf() != null) {
                numbers[i] = tree.leaf(
                        draft.leaf().stream().mapToDouble(Double::doubleValue).toArray());
                sizes[i] = 1;
            } else if (used[i]) {
                int column = draft.members() == null ? draft.column() : memberColumn(draft.members());
                numbers[i] = tree.split(
                        column, draft.threshold(), draft.missingLeft(), numbers[draft.left()], numbers[draft.right()]);
                sizes[i] = Math.min(1 + sizes[draft.left()] + sizes[draft.right()], Integer.MAX_VALUE);
            }
        }
        // nodes with several parents are laid out several times: a small file must not become a large program
        if (sizes[root] > 4L * nodes.count() + 1_000) {
            throw node.unsupported("nodes with one parent", sizes[root] + " ways through " + nodes.count() + " nodes");
        }
        tree.root(numbers[root]);
        return tree;
    }

    private int cut(int column) {
        return cutColumns.computeIfAbsent(column, whole -> {
            int cut = lowering.newColumns(node, 1);
            lowering.add(new Unary(UnaryOperation.TRUNCATE, new int[] {whole}, cut, false));
            return cut;
        });
    }

    private int memberColumn(Members members) {
        return memberColumns.computeIfAbsent(members, added -> {
            Map<Double, Double> table = new HashMap<>();
            added.values().forEach(value -> table.put(value, 1.0));
            int column = lowering.newColumns(node, 1);
            lowering.add(new Lookup(added.column(), column, table, 0, added.missing() ? 1 : 0));
            return column;
        });
    }
}
