package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Tree;
import io.millrace.model.compiled.program.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.dmg.pmml.DataType;
import org.dmg.pmml.False;
import org.dmg.pmml.Predicate;
import org.dmg.pmml.SimplePredicate;
import org.dmg.pmml.SimpleSetPredicate;
import org.dmg.pmml.True;
import org.dmg.pmml.tree.Node;
import org.dmg.pmml.tree.TreeModel;

/**
 * Rewrites one TreeModel as binary splits.
 *
 * <p>PMML tests the children of a node one after the other; the first whose predicate is true is entered. That is a chain
 * of splits. Where a predicate is unknown, because its field is missing, the model's strategy decides. What an outcome
 * tells about a field is remembered ({@link Facts}), so that a test that cannot fail any more is left out. A compound
 * predicate is a column of its own, computed for every row before the tree is walked.
 */
final class TreeShape {
    /** A tree that grows by more than this factor, because branches must be copied, is refused. */
    private static final int MAX_GROWTH = 64;

    /** Whole numbers up to here may be tested as if they were codes. */
    private static final int MAX_CODE = 10_000;

    private final Lowering lowering;
    private final Names names;
    private final TreeModel model;
    private final Leaves leaves;
    private final boolean complete;
    private final Flags flags;
    private final Tree tree;
    private final Map<Node, Integer> shared = new HashMap<>();
    private final List<Integer> sizes = new ArrayList<>();
    private int nullLeaf = -1;
    private int failure = -1;
    private boolean testsMissing;
    private final Set<Integer> incomplete = new HashSet<>();

    /** What a tree's leaves hold. */
    interface Leaves {
        /** Values per leaf. */
        int targets();

        /** The values of a node that is the prediction; null where it has no score, which PMML does not allow. */
        double[] of(Node node);

        /** Where there is no prediction. */
        default double[] missing() {
            double[] values = new double[targets()];
            Arrays.fill(values, Double.NaN);
            return values;
        }

        /** Where the evaluation fails. */
        default double[] undefined() {
            double[] values = new double[targets()];
            Arrays.fill(values, Undefined.VALUE);
            return values;
        }
    }

    /** Columns of predicates that no split can test, one for all trees of an ensemble. */
    static final class Flags {
        private final Map<Object, Column> columns = new HashMap<>();

        Column of(Object key, Supplier<Column> compute) {
            Column known = columns.get(key);
            if (known == null) {
                known = compute.get();
                columns.put(key, known);
            }
            return known;
        }
    }

    /**
     * For one model.
     *
     * @param complete whether the tree is for rows that lack none of its fields
     */
    TreeShape(Lowering lowering, Names names, TreeModel model, Leaves leaves, Flags flags, boolean complete) {
        this.lowering = lowering;
        this.names = names;
        this.model = model;
        this.leaves = leaves;
        this.flags = flags;
        this.complete = complete;
        tree = new Tree(leaves.targets());
    }

    /** The tree. */
    Tree lower() {
        switch (model.getMissingValueStrategy()) {
            case NONE, LAST_PREDICTION, NULL_PREDICTION, DEFAULT_CHILD -> {}
            default ->
                throw Unsupported.attribute(
                        model,
                        "missingValueStrategy",
                        model.getMissingValueStrategy().value());
        }
        Node root = model.requireNode();
        int start = branch(
                root.requirePredicate(),
                Facts.NONE,
                facts -> node(root, facts),
                facts -> nullLeaf(),
                facts -> nullLeaf());
        tree.root(start);
        return tree;
    }

    /** Whether a missing value has a branch of its own somewhere: then a tree for complete rows is simpler. */
    boolean testsMissing() {
        return testsMissing;
    }

    /** The columns tested that may lack a value. */
    Set<Integer> incomplete() {
        return incomplete;
    }

    /** Whether there may be no prediction. */
    boolean mayBeMissing() {
        return nullLeaf >= 0;
    }

    /** Whether the evaluation may fail. */
    boolean mayBeUndefined() {
        return failure >= 0;
    }

    private int node(Node node, Facts facts) {
        return node.hasNodes() ? children(node, 0, facts, facts) : leaf(node);
    }

    /**
     * The children of a node from one on.
     *
     * @param entry what is known of every row at the node
     * @param facts what is known of the rows that the children before have turned away
     */
    private int children(Node parent, int from, Facts entry, Facts facts) {
        List<Node> children = parent.getNodes();
        if (from == children.size()) {
            boolean isLast = model.getNoTrueChildStrategy() == TreeModel.NoTrueChildStrategy.RETURN_LAST_PREDICTION;
            return isLast && parent.getScore() != null ? leaf(parent) : nullLeaf();
        }
        Node child = children.get(from);
        boolean hasDefault = model.getMissingValueStrategy() == TreeModel.MissingValueStrategy.DEFAULT_CHILD;
        ToIntFunction<Facts> next = known -> children(parent, from + 1, entry, known);
        return branch(
                child.requirePredicate(),
                facts,
                // rows come to a default child from elsewhere too: only what was known before holds for all of them
                known -> hasDefault ? shared(child) : node(child, known),
                next,
                switch (model.getMissingValueStrategy()) {
                    case NULL_PREDICTION -> known -> nullLeaf();
                    case LAST_PREDICTION -> known -> leaf(parent);
                    case DEFAULT_CHILD -> known -> defaultChild(parent);
                    default -> null;
                });
    }

    private int defaultChild(Node parent) {
        Object wanted = parent.getDefaultChild();
        if (wanted == null) {
            return failure();
        }
        for (Node child : parent.getNodes()) {
            if (child == wanted || Objects.equals(child.getId(), wanted)) {
                return shared(child);
            }
        }
        throw Unsupported.attribute(parent, "defaultChild", wanted);
    }

    private int shared(Node node) {
        Integer known = shared.get(node);
        if (known == null) {
            known = node(node, Facts.NONE);
            shared.put(node, known);
        }
        return known;
    }

    private int leaf(Node node) {
        if (node.getEmbeddedModel() != null) {
            throw Unsupported.thing(
                    "model inside a node", node.getEmbeddedModel().getClass().getSimpleName());
        }
        double[] values = leaves.of(node);
        return values == null ? failure() : sized(tree.leaf(values), 1);
    }

    private int nullLeaf() {
        if (nullLeaf < 0) {
            nullLeaf = sized(tree.leaf(leaves.missing()), 1);
        }
        return nullLeaf;
    }

    private int failure() {
        if (failure < 0) {
            failure = sized(tree.leaf(leaves.undefined()), 1);
        }
        return failure;
    }

    /**
     * What a predicate does.
     *
     * @param unknown null: the same as {@code no}
     */
    private int branch(
            Predicate predicate,
            Facts facts,
            ToIntFunction<Facts> yes,
            ToIntFunction<Facts> no,
            ToIntFunction<Facts> unknown) {
        if (predicate instanceof True) {
            return yes.applyAsInt(facts);
        } else if (predicate instanceof False) {
            return no.applyAsInt(facts);
        } else if (predicate instanceof SimplePredicate simple) {
            return simple(simple, facts, yes, no, unknown);
        } else if (predicate instanceof SimpleSetPredicate set) {
            return set(set, facts, yes, no, unknown);
        }
        return flag(predicate, facts, yes, no, unknown);
    }

    private int simple(
            SimplePredicate predicate,
            Facts facts,
            ToIntFunction<Facts> yes,
            ToIntFunction<Facts> no,
            ToIntFunction<Facts> unknown) {
        Column column = names.column(predicate.requireField());
        if (column.isConstant()) {
            return flag(predicate, facts, yes, no, unknown);
        }
        if (facts.of(column).mayBeUndefined()) {
            return guarded(column, facts, known -> simple(predicate, known, yes, no, unknown));
        }
        switch (predicate.requireOperator()) {
            case IS_MISSING -> {
                return missing(column, facts, yes, no);
            }
            case IS_NOT_MISSING -> {
                return missing(column, facts, no, yes);
            }
            case EQUAL, NOT_EQUAL -> {
                if (!isByCode(column)) {
                    return flag(predicate, facts, yes, no, unknown);
                }
                double code = lowering.predicates().cellOf(column, predicate.requireValue(), predicate);
                boolean isEqual = predicate.requireOperator() == SimplePredicate.Operator.EQUAL;
                return !fits(column, code)
                        ? flag(predicate, facts, yes, no, unknown)
                        : among(column, codes(code), facts, isEqual ? yes : no, isEqual ? no : yes, unknown, isEqual);
            }
            default -> {
                if (column.isText()) {
                    return flag(predicate, facts, yes, no, unknown);
                }
                Predicates.Comparison comparison = lowering.predicates().comparison(predicate, column);
                lowering.columns().boundary(column, comparison.threshold());
                return compared(predicate.requireOperator(), column, comparison.threshold(), facts, yes, no, unknown);
            }
        }
    }

    private int compared(
            SimplePredicate.Operator operator,
            Column column,
            double threshold,
            Facts facts,
            ToIntFunction<Facts> yes,
            ToIntFunction<Facts> no,
            ToIntFunction<Facts> unknown) {
        boolean isStrict =
                operator == SimplePredicate.Operator.LESS_THAN || operator == SimplePredicate.Operator.GREATER_OR_EQUAL;
        double bound = isStrict ? Math.nextDown(threshold) : threshold;
        boolean goesLeft =
                operator == SimplePredicate.Operator.LESS_THAN || operator == SimplePredicate.Operator.LESS_OR_EQUAL;
        Facts.Fact fact = facts.of(column);
        Boolean outcome = fact.upTo() <= bound ? Boolean.valueOf(goesLeft) : fact.above() >= bound ? !goesLeft : null;
        Facts.Fact left = fact.atMost(bound);
        Facts.Fact right = fact.moreThan(bound);
        return split(
                column,
                facts,
                outcome,
                goesLeft ? left : right,
                goesLeft ? right : left,
                yes,
                no,
                unknown,
                (missingWithYes, yesNode, noNode) -> goesLeft
                        ? tree.split(column.index(), bound, missingWithYes, yesNode, noNode)
                        : tree.split(column.index(), bound, !missingWithYes, noNode, yesNode));
    }

    private int set(
            SimpleSetPredicate predicate,
            Facts facts,
            ToIntFunction<Facts> yes,
            ToIntFunction<Facts> no,
            ToIntFunction<Facts> unknown) {
        Column column = names.column(predicate.requireField());
        if (column.isConstant() || !isByCode(column)) {
            return flag(predicate, facts, yes, no, unknown);
        }
        if (facts.of(column).mayBeUndefined()) {
            return guarded(column, facts, known -> set(predicate, known, yes, no, unknown));
        }
        double[] cells = lowering.predicates().cellsOf(predicate, column);
        if (cells.length > 0 && !(fits(column, cells[0]) && fits(column, cells[cells.length - 1]))) {
            return flag(predicate, facts, yes, no, unknown);
        }
        boolean isIn = predicate.requireBooleanOperator() == SimpleSetPredicate.BooleanOperator.IS_IN;
        return among(column, codes(cells), facts, isIn ? yes : no, isIn ? no : yes, unknown, isIn);
    }

    /** Whether a set split can test the column: its cells are codes, or as good as codes. */
    private static boolean isByCode(Column column) {
        return column.isText() || column.type() == DataType.BOOLEAN || column.type() == DataType.INTEGER;
    }

    /** Whether a whole number is small enough to stand for a code. */
    private static boolean fits(Column column, double cell) {
        return column.isText() || (cell >= 0 && cell <= MAX_CODE);
    }

    private static BitSet codes(double... cells) {
        BitSet codes = new BitSet();
        for (double cell : cells) {
            if (cell >= 0) {
                codes.set((int) cell);
            }
        }
        return codes;
    }

    /**
     * Whether a code is one of some.
     *
     * @param inside where it is
     * @param outside where it is not
     * @param unknown null: as where the predicate is false
     * @param isInsideTrue whether the predicate is true inside
     */
    private int among(
            Column column,
            BitSet codes,
            Facts facts,
            ToIntFunction<Facts> inside,
            ToIntFunction<Facts> outside,
            ToIntFunction<Facts> unknown,
            boolean isInsideTrue) {
        codes.stream().forEach(code -> lowering.columns().boundary(column, code));
        Facts.Fact fact = facts.of(column);
        Boolean isInside = fact.isWithin(codes) ? Boolean.TRUE : fact.isOutside(codes) ? Boolean.FALSE : null;
        Boolean outcome = isInside == null ? null : Boolean.valueOf(isInside == isInsideTrue);
        Facts.Fact in = fact.among(codes);
        Facts.Fact out = fact.notAmong(codes);
        return split(
                column,
                facts,
                outcome,
                isInsideTrue ? in : out,
                isInsideTrue ? out : in,
                isInsideTrue ? inside : outside,
                isInsideTrue ? outside : inside,
                unknown,
                (missingWithYes, yesNode, noNode) -> isInsideTrue
                        ? tree.setSplit(column.index(), codes, false, missingWithYes, yesNode, noNode)
                        : tree.setSplit(column.index(), codes, false, !missingWithYes, noNode, yesNode));
    }

    /** Makes the split of a column. */
    private interface Maker {
        int make(boolean missingWithYes, int yes, int no);
    }

    /**
     * A split of three ways.
     *
     * @param outcome the predicate's, where the value is there and it can only have one
     * @param whenYes what is known of the column where the predicate is true
     * @param whenNo what is known where it is false
     */
    private int split(
            Column column,
            Facts facts,
            Boolean outcome,
            Facts.Fact whenYes,
            Facts.Fact whenNo,
            ToIntFunction<Facts> yes,
            ToIntFunction<Facts> no,
            ToIntFunction<Facts> unknown,
            Maker maker) {
        noteIncomplete(column);
        Facts.Fact fact = facts.of(column);
        boolean mayBeMissing = fact.mayBeMissing() && !complete;
        if (unknown == null) {
            if (!fact.mayBePresent() || Boolean.FALSE.equals(outcome)) {
                return no.applyAsInt(facts);
            }
            if (outcome != null) {
                return mayBeMissing ? missing(column, facts, no, yes) : yes.applyAsInt(facts);
            }
            int yesNode = yes.applyAsInt(facts.with(column, whenYes.missing(false)));
            int noNode = no.applyAsInt(facts.with(column, whenNo.missing(mayBeMissing)));
            return joined(maker.make(false, yesNode, noNode), yesNode, noNode);
        }
        if (!fact.mayBePresent()) {
            return unknown.applyAsInt(facts);
        }
        Facts yesFacts = facts.with(column, whenYes.missing(false));
        Facts noFacts = facts.with(column, whenNo.missing(false));
        if (outcome != null) {
            ToIntFunction<Facts> only = outcome ? yes : no;
            return mayBeMissing ? missing(column, facts, unknown, only) : only.applyAsInt(outcome ? yesFacts : noFacts);
        }
        int yesNode = yes.applyAsInt(yesFacts);
        int noNode = no.applyAsInt(noFacts);
        if (!mayBeMissing) {
            return joined(maker.make(false, yesNode, noNode), yesNode, noNode);
        }
        int missingNode = unknown.applyAsInt(facts.with(column, fact.onlyMissing()));
        if (missingNode == yesNode || missingNode == noNode) {
            return joined(maker.make(missingNode == yesNode, yesNode, noNode), yesNode, noNode);
        }
        testsMissing = true;
        int present = joined(maker.make(false, yesNode, noNode), yesNode, noNode);
        return joined(tree.missingSplit(column.index(), missingNode, present), missingNode, present);
    }

    /** A split on whether a value is missing. */
    private int missing(Column column, Facts facts, ToIntFunction<Facts> whenMissing, ToIntFunction<Facts> otherwise) {
        noteIncomplete(column);
        Facts.Fact fact = facts.of(column);
        if (!fact.mayBeMissing() || complete) {
            return otherwise.applyAsInt(facts.with(column, fact.missing(false)));
        }
        if (!fact.mayBePresent()) {
            return whenMissing.applyAsInt(facts);
        }
        testsMissing = true;
        int missingNode = whenMissing.applyAsInt(facts.with(column, fact.onlyMissing()));
        int otherNode = otherwise.applyAsInt(facts.with(column, fact.missing(false)));
        return missingNode == otherNode
                ? missingNode
                : joined(tree.missingSplit(column.index(), missingNode, otherNode), missingNode, otherNode);
    }

    private void noteIncomplete(Column column) {
        if (column.mayBeMissing()) {
            incomplete.add(column.index());
        }
    }

    /** Goes on where a column is defined. */
    private int guarded(Column column, Facts facts, ToIntFunction<Facts> next) {
        int going = next.applyAsInt(facts.with(column, facts.of(column).defined()));
        Column isUndefined = flags.of(
                List.of("undefined", column.index()),
                () -> lowering.columns().unary(column, Column.flag(), cell -> Undefined.is(cell) ? 1 : 0));
        return joined(tree.split(isUndefined.index(), 0.5, true, going, failure()), going, failure());
    }

    /** A split by a predicate that is computed beforehand. */
    private int flag(
            Predicate predicate,
            Facts facts,
            ToIntFunction<Facts> yes,
            ToIntFunction<Facts> no,
            ToIntFunction<Facts> unknown) {
        Column flag = flags.of(predicate, () -> lowering.predicates().flag(predicate, names));
        if (flag.isConstant()) {
            if (Undefined.is(flag.constant())) {
                return failure();
            }
            ToIntFunction<Facts> ifUnknown = unknown == null ? no : unknown;
            return (Double.isNaN(flag.constant()) ? ifUnknown : flag.constant() == 1 ? yes : no).applyAsInt(facts);
        }
        if (facts.of(flag).mayBeUndefined()) {
            return guarded(flag, facts, known -> flag(predicate, known, yes, no, unknown));
        }
        return compared(SimplePredicate.Operator.GREATER_THAN, flag, 0.5, facts, yes, no, unknown);
    }

    /** Notes how large a subtree is when it stands for itself wherever it is entered. */
    private int joined(int node, int left, int right) {
        long size = 1L + sizes.get(left) + sizes.get(right);
        if (size > (long) MAX_GROWTH * Math.max(1_000, sizes.size())) {
            throw Unsupported.element(model, "branches that missing values share, " + size + " nodes in all");
        }
        return sized(node, (int) size);
    }

    private int sized(int node, int size) {
        while (sizes.size() <= node) {
            sizes.add(1);
        }
        sizes.set(node, size);
        return node;
    }
}
