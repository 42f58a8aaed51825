package io.millrace.model.compiled.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A decision tree as a front end hands it over, in one normal form: a numeric split sends {@code x <= threshold} to the
 * left, a set split sends the listed category codes to the left, and every split says where a missing value goes. Other
 * comparisons are rewritten: {@code x < t} is {@code x <= Math.nextDown(t)}, {@code x > t} swaps the children.
 *
 * <p>Made from the leaves up: children before their parent. Not safe for several threads.
 */
public final class Tree {
    /**
     * A node.
     *
     * @param column what is tested; -1 for a leaf
     * @param threshold of a numeric split
     * @param set codes that go left; null unless it is a set split
     * @param unseenLeft where a code goes that is negative, an unseen category
     * @param missing where NaN goes
     * @param values of a leaf, one per target; null for a split
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares nodes
    record Node(
            int column,
            double threshold,
            BitSet set,
            boolean unseenLeft,
            Missing missing,
            int left,
            int right,
            double[] values) {

        boolean isLeaf() {
            return values != null;
        }
    }

    /** Where a missing value goes. */
    enum Missing {
        LEFT,
        RIGHT
    }

    private final int targets;
    private final List<Node> nodes = new ArrayList<>();
    private int root = -1;

    /**
     * An empty tree.
     *
     * @param targets values that each leaf holds, at least 1
     */
    public Tree(int targets) {
        this.targets = targets;
    }

    /**
     * Adds a leaf.
     *
     * @param values one per target; NaN: the tree gives no value here
     * @return the node's number
     */
    public int leaf(double... values) {
        if (values.length != targets) {
            throw new IllegalArgumentException(
                    "must hold a value per target: targets=" + targets + ", values=" + Arrays.toString(values));
        }
        return add(new Node(-1, Double.POSITIVE_INFINITY, null, true, Missing.LEFT, -1, -1, values.clone()));
    }

    /** Adds a numeric split: {@code x <= threshold} goes left; infinite thresholds are allowed, NaN is not. */
    public int split(int column, double threshold, boolean missingLeft, int left, int right) {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("threshold must be a number: column=" + column);
        }
        // Compared by the sign of a difference: neither an infinite threshold nor a negative zero may stand in it.
        double bounded = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, threshold)) + 0.0;
        return add(new Node(column, bounded, null, true, direction(missingLeft), left, right, null));
    }

    /** Adds a set split: codes in {@code codes} go left, other codes right. */
    public int setSplit(int column, BitSet codes, boolean unseenLeft, boolean missingLeft, int left, int right) {
        return add(
                new Node(column, 0.5, (BitSet) codes.clone(), unseenLeft, direction(missingLeft), left, right, null));
    }

    /** Adds a split on whether the value is missing. */
    public int missingSplit(int column, int whenMissing, int otherwise) {
        return add(new Node(column, Double.MAX_VALUE, null, true, Missing.RIGHT, otherwise, whenMissing, null));
    }

    /** Says where the tree begins. */
    public void root(int node) {
        check(node);
        root = node;
    }

    int targets() {
        return targets;
    }

    int root() {
        if (root < 0) {
            throw new IllegalStateException("a tree needs a root");
        }
        return root;
    }

    Node node(int number) {
        return nodes.get(number);
    }

    /** Splits on the longest way to a leaf. */
    int depth() {
        return depth(root());
    }

    private int depth(int start) {
        // Children come before their parent, so one pass from the front knows the depth of both.
        int[] depths = new int[start + 1];
        for (int i = 0; i <= start; i++) {
            Node node = nodes.get(i);
            depths[i] = node.isLeaf() ? 0 : 1 + Math.max(depths[node.left()], depths[node.right()]);
        }
        return depths[start];
    }

    private int add(Node node) {
        if (!node.isLeaf()) {
            check(node.left());
            check(node.right());
        }
        nodes.add(node);
        return nodes.size() - 1;
    }

    private void check(int node) {
        if (node < 0 || node >= nodes.size()) {
            throw new IllegalArgumentException("must be a node made before: node=" + node + ", nodes=" + nodes.size());
        }
    }

    private static Missing direction(boolean missingLeft) {
        return missingLeft ? Missing.LEFT : Missing.RIGHT;
    }
}
