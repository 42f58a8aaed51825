package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.ProgramBuilder;
import io.millrace.model.compiled.program.Step;
import io.millrace.model.compiled.program.Tree;
import io.millrace.model.compiled.program.TreeEnsemble;
import io.millrace.model.compiled.program.Undefined;
import io.millrace.model.compiled.program.WhereComplete;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dmg.pmml.DataType;
import org.dmg.pmml.tree.Node;
import org.dmg.pmml.tree.TreeModel;

/**
 * Trees that are summed up, or one alone.
 *
 * <p>Where documents send a missing value to a branch of its own, as scikit-learn's exporter does everywhere, every test
 * is two; so rows that lack nothing get trees of their own, without them.
 */
final class Forest {
    private final Lowering lowering;
    private final TreeShape.Flags flags = new TreeShape.Flags();
    private final List<Member> members = new ArrayList<>();

    private record Member(TreeModel model, Names names, TreeShape.Leaves leaves) {}

    Forest(Lowering lowering) {
        this.lowering = lowering;
    }

    void add(TreeModel model, Names names, TreeShape.Leaves leaves) {
        members.add(new Member(model, names, leaves));
    }

    /** The sums, one per target of the leaves. */
    List<Column> sums() {
        List<TreeShape> shapes = new ArrayList<>();
        List<Tree> trees = lower(false, false, shapes);
        boolean mayBeMissing = shapes.stream().anyMatch(TreeShape::mayBeMissing);
        boolean mayBeUndefined = shapes.stream().anyMatch(TreeShape::mayBeUndefined);
        // a sum that is NaN cannot tell missing from undefined: where it may be either, failures are counted
        boolean countsFailures = mayBeMissing && mayBeUndefined;
        if (countsFailures) {
            shapes.clear();
            trees = lower(false, true, shapes);
        }
        int targets = members.get(0).leaves().targets() + (countsFailures ? 1 : 0);
        int first = lowering.columns().builder().newColumns(targets);
        addSteps(trees, shapes, countsFailures, targets, first);
        Column like = Column.number(DataType.DOUBLE).withGaps(mayBeMissing, mayBeUndefined);
        List<Column> sums = new ArrayList<>();
        for (int i = 0; i < members.get(0).leaves().targets(); i++) {
            Column sum = like.at(first + i);
            if (countsFailures) {
                Column failures = Column.number(DataType.DOUBLE).at(first + targets - 1);
                sum = lowering.columns()
                        .binary(sum, failures, like, (value, failed) -> failed > 0 ? Undefined.VALUE : value);
            } else if (mayBeUndefined) {
                sum = lowering.columns().unary(sum, like, Undefined::unlessNaN);
            }
            sums.add(sum);
        }
        return sums;
    }

    private void addSteps(List<Tree> trees, List<TreeShape> shapes, boolean countsFailures, int targets, int first) {
        ProgramBuilder builder = lowering.columns().builder();
        double[] base = new double[targets];
        if (shapes.stream().noneMatch(TreeShape::testsMissing)) {
            TreeEnsemble.add(builder, trees, base, first);
            return;
        }
        Set<Integer> incomplete = new TreeSet<>();
        shapes.forEach(shape -> incomplete.addAll(shape.incomplete()));
        List<Tree> simpler = lower(true, countsFailures, new ArrayList<>());
        List<Step> complete = builder.apart(() -> TreeEnsemble.add(builder, simpler, base, first));
        List<Step> other = builder.apart(() -> TreeEnsemble.add(builder, trees, base, first));
        builder.add(new WhereComplete(
                incomplete.stream().mapToInt(Integer::intValue).toArray(), complete, other));
    }

    private List<Tree> lower(boolean complete, boolean countsFailures, List<TreeShape> shapes) {
        List<Tree> trees = new ArrayList<>();
        for (Member member : members) {
            TreeShape.Leaves leaves = countsFailures ? new Counting(member.leaves()) : member.leaves();
            TreeShape shape = new TreeShape(lowering, member.names(), member.model(), leaves, flags, complete);
            trees.add(shape.lower());
            shapes.add(shape);
        }
        return trees;
    }

    /** Leaves that tell in one more value whether the evaluation failed. */
    private record Counting(TreeShape.Leaves leaves) implements TreeShape.Leaves {
        @Override
        public int targets() {
            return leaves.targets() + 1;
        }

        @Override
        public double[] of(Node node) {
            double[] values = leaves.of(node);
            return values == null ? null : with(values, 0);
        }

        @Override
        public double[] missing() {
            return with(leaves.missing(), 0);
        }

        @Override
        public double[] undefined() {
            return with(leaves.missing(), 1);
        }

        private static double[] with(double[] values, double last) {
            double[] more = Arrays.copyOf(values, values.length + 1);
            more[values.length] = last;
            return more;
        }
    }
}
