package io.millrace.model.compiled.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random ensembles against a walk that follows each tree by the rules in words. */
class TreeEnsembleTest {
    private static final int NUMBERS = 4;
    private static final int CATEGORIES = 70;

    /** Says where a row goes at a node; the plain form of what the step computes without branches. */
    private static double[] walk(Tree tree, double[] row) {
        Tree.Node node = tree.node(tree.root());
        while (!node.isLeaf()) {
            double x = row[node.column()];
            boolean left;
            if (Double.isNaN(x)) {
                left = node.missing() == Tree.Missing.LEFT;
            } else if (node.set() != null) {
                left = x < 0 ? node.unseenLeft() : node.set().get((int) x);
            } else {
                left = x <= node.threshold() || node.threshold() == Double.MAX_VALUE;
            }
            node = tree.node(left ? node.left() : node.right());
        }
        return node.values();
    }

    private static int grow(
            Random random, double unit, Tree tree, int depth, int targets, boolean plain, boolean vectors, int only) {
        if (depth == 0 || random.nextInt(8) == 0) {
            double[] values = new double[targets];
            for (int k = 0; k < targets; k++) {
                values[k] = vectors || k == only ? random.nextGaussian() : 0;
            }
            return tree.leaf(values);
        }
        int left = grow(random, unit, tree, depth - 1, targets, plain, vectors, only);
        int right = grow(random, unit, tree, depth - 1, targets, plain, vectors, only);
        int kind = random.nextInt(6);
        if (kind == 0 && !plain) {
            BitSet codes = new BitSet();
            for (int code = 0; code < CATEGORIES; code++) {
                codes.set(code, random.nextInt(3) == 0);
            }
            return tree.setSplit(NUMBERS, codes, random.nextBoolean(), random.nextBoolean(), left, right);
        }
        if (kind == 1) {
            return tree.missingSplit(random.nextInt(NUMBERS), left, right);
        }
        return tree.split(random.nextInt(NUMBERS), threshold(random, unit), random.nextBoolean(), left, right);
    }

    private static double threshold(Random random, double unit) {
        return random.nextInt(10) == 0 ? -0.0 : Math.round(random.nextGaussian() * 4) * unit;
    }

    private static double[] row(Random random, double unit) {
        double[] row = new double[NUMBERS + 1];
        for (int i = 0; i < NUMBERS; i++) {
            row[i] = switch (random.nextInt(12)) {
                case 0 -> Double.NaN;
                case 1 -> Double.POSITIVE_INFINITY;
                case 2 -> Double.NEGATIVE_INFINITY;
                case 3 -> -0.0;
                case 4 -> Double.MIN_VALUE;
                default -> threshold(random, unit); // hits thresholds exactly
            };
        }
        row[NUMBERS] = random.nextInt(8) == 0 ? Double.NaN : random.nextInt(CATEGORIES + 5) - 1;
        return row;
    }

    private static double[][] run(Program program, double[][] rows, int from, int count, int targets) {
        double[] cells = new double[program.columns() * Step.STRIDE];
        java.util.Arrays.fill(cells, 12345); // what an earlier block left behind
        for (int r = 0; r < count; r++) {
            for (int c = 0; c <= NUMBERS; c++) {
                cells[c * Step.STRIDE + r] = rows[from + r][c];
            }
        }
        program.steps().forEach(step -> step.run(cells, count));
        double[][] sums = new double[count][targets];
        for (int r = 0; r < count; r++) {
            for (int k = 0; k < targets; k++) {
                sums[r][k] = cells[program.results().get(k).column() * Step.STRIDE + r];
            }
        }
        return sums;
    }

    private static Program program(List<Tree> trees, double[] base) {
        ProgramBuilder builder = new ProgramBuilder();
        List<ModelInput> inputs = new ArrayList<>();
        for (int i = 0; i <= NUMBERS; i++) {
            inputs.add(ModelInput.of("x" + i, FeatureType.DOUBLE));
            builder.addInput(InputColumn.PLAIN);
        }
        int target = builder.newColumns(base.length);
        TreeEnsemble.add(builder, trees, base, target);
        List<ModelOutput> outputs = new ArrayList<>();
        for (int k = 0; k < base.length; k++) {
            outputs.add(ModelOutput.number("y" + k));
            builder.addResult(new Result(target + k, List.of(), false));
        }
        return builder.build(new ModelContract(inputs, outputs));
    }

    @ParameterizedTest
    @CsvSource({
        // thresholds that are exact in single precision, and such that are not
        "1, 1, 1, 3, 0.25, false",
        "2, 9, 1, 6, 0.25, false",
        "3, 200, 1, 6, 0.25, false",
        "4, 30, 3, 5, 0.25, false",
        "5, 64, 2, 11, 0.25, false",
        "6, 7, 1, 0, 0.25, false",
        "7, 400, 4, 4, 0.25, false",
        "8, 100, 1, 6, 0.1, false",
        "9, 50, 3, 6, 0.1, false",
        // at most 32 leaves, one target each, no sets: many rows by bits
        "10, 60, 1, 5, 0.25, true",
        "11, 90, 3, 5, 0.1, true",
        "12, 1, 1, 5, 0.1, true"
    })
    void sumsTheLeavesThatTheRulesReach(long seed, int count, int targets, int depth, double unit, boolean plain) {
        Random random = new Random(seed);
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tree tree = new Tree(targets);
            tree.root(grow(random, unit, tree, depth, targets, plain, !plain && i % 3 == 0, random.nextInt(targets)));
            trees.add(tree);
        }
        double[] base = random.doubles(targets).toArray();
        Program program = program(trees, base);
        double[][] rows = new double[Step.STRIDE * 4][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = row(random, unit);
        }
        double[][] expected = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            expected[r] = base.clone();
            for (Tree tree : trees) {
                double[] leaf = walk(tree, rows[r]);
                for (int k = 0; k < targets; k++) {
                    expected[r][k] += leaf[k];
                }
            }
        }
        for (int batch = 1; batch <= Step.STRIDE; batch++) {
            for (int from = 0; from + batch <= rows.length; from += batch) {
                double[][] sums = run(program, rows, from, batch, targets);
                for (int r = 0; r < batch; r++) {
                    // bit for bit: the order of additions does not depend on the batch
                    assertThat(sums[r])
                            .as("seed %d, batches of %d, row %d", seed, batch, from + r)
                            .containsExactly(expected[from + r]);
                }
            }
        }
    }

    @Test
    void notesThresholdsAndCodesAsBoundaries() {
        Tree tree = new Tree(1);
        BitSet codes = new BitSet();
        codes.set(2);
        codes.set(5);
        int inner = tree.setSplit(NUMBERS, codes, false, false, tree.leaf(1), tree.leaf(2));
        tree.root(tree.split(0, 1.5, true, inner, tree.leaf(3)));
        List<double[]> boundaries = program(List.of(tree), new double[1]).boundaries();
        assertThat(boundaries.get(0)).containsExactly(1.5);
        assertThat(boundaries.get(1)).isEmpty();
        assertThat(boundaries.get(NUMBERS)).containsExactly(2, 5);
    }

    @Test
    void refusesWhatIsNoTree() {
        Tree tree = new Tree(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.leaf(1))
                .withMessage("must hold a value per target: targets=2, values=[1.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.split(0, 1, true, 0, 1))
                .withMessage("must be a node made before: node=0, nodes=0");
        int leaf = tree.leaf(1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.split(0, Double.NaN, true, leaf, leaf))
                .withMessage("threshold must be a number: column=0");
        tree.root(leaf);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program(List.of(tree), new double[1]))
                .withMessage("trees must have 1 targets, found 2");
    }
}
