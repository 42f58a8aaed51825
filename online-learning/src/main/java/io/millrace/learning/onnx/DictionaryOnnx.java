package io.millrace.learning.onnx;

import static io.millrace.learning.onnx.Nodes.ROWS;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearning;
import java.util.List;

/**
 * Writes a learned dictionary as an ONNX model of the standard operators (opset 17), in double precision: input {@code x} [rows, features], output
 * {@code code} [rows, atoms].
 *
 * <p>ONNX has no operator for sparse codes. The graph follows, as the learner does, the optimum while the penalty λ sinks to α: a {@code Loop} in which
 * one atom of each row comes in or goes out. Each row has a table T, G = DDᵀ at first, in which atoms have changed sides: for those in use it
 * holds G⁻¹, and for the others what is left of G. The atom p changes sides, both ways, by T ← T − (T·e + e)(eᵀ·T − eᵀ) / T_pp with e = e_p, the principal pivot transform. At
 * the end one step of iterative refinement takes the rounding of the steps out.
 *
 * <p>So codes agree with {@link MiniBatchDictionaryLearning#score} to about 1e-15 of the row's size times the condition number of the atoms in use, and
 * a row's code does not depend on the other rows. A row with a value that is not finite has the code NaN. Where the optimum is not unique (an
 * atom twice, say), two optima may differ.
 *
 * <p>A batch costs as many steps as the row of most, about one for each atom in its code, each of rows × atoms² and some 60 operators; memory is
 * 8 bytes × rows × atoms² a few times over.
 *
 * <p>A. W. Tucker, "Principal pivotal transforms of square matrices", SIAM Review 1963; the path is that of Osborne, Presnell and Turlach 2000.
 */
public final class DictionaryOnnx {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    /** Share of an atom's square that must be its own for it to come in, as in the learner. */
    private static final double INDEPENDENT = 1e-12;

    /** What an event that cannot happen is worth; penalties are greater. */
    private static final double NEVER = -1;

    private final double[][] atoms;
    private final double alpha;
    private final int count;

    private DictionaryOnnx(double[][] atoms, double alpha) {
        this.atoms = atoms;
        this.alpha = alpha;
        count = atoms.length;
    }

    /**
     * The model, as the bytes of an {@code .onnx} file.
     *
     * @throws IllegalStateException if there is no dictionary yet
     */
    public static byte[] export(MiniBatchDictionaryLearning learner) {
        if (!learner.isStarted()) {
            throw new IllegalStateException("must have a dictionary: " + learner.examples() + " examples, of which "
                    + learner.pending() + " wait");
        }
        double[][] atoms = new double[learner.outputs()][];
        for (int k = 0; k < atoms.length; k++) {
            atoms[k] = learner.atom(k);
        }
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("millrace")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(new DictionaryOnnx(atoms, learner.config().alpha()).graph())
                .build()
                .toByteArray();
    }

    private GraphProto graph() {
        int features = atoms[0].length;
        Nodes n = new Nodes("dictionary", "");
        String x = n.input("x", DataType.DOUBLE, ROWS, features);
        String zero = n.constant(0);
        String penalty = n.constant(alpha);
        String gram = n.constant(gram(), count, count);

        // 0 times a value is NaN where that is not finite; such a row goes the way of zeros until the end
        String finite = n.sum(n.times(x, zero));
        String projected = n.node("MatMul", x, n.constant(transposed(features), features, count));
        String pull = n.choose(n.isEqual(finite, zero), projected, zero);
        String nothing = n.times(pull, zero);
        String lambda = n.greatest(n.node("Abs", pull));
        String table = n.plus(n.column(nothing), gram);
        List<String> last = n.loop(
                n.longs(20L * count + 100),
                n.any(n.isGreater(lambda, penalty)),
                List.of(table, nothing, nothing, lambda),
                step(pull, penalty, zero));

        String signs = last.get(1);
        String code = solved(n, last.get(0), signs, last.get(3), pull);
        String rest = n.minus(pull, n.node("MatMul", code, gram));
        String correction = solved(n, last.get(0), signs, last.get(3), rest);
        n.output("code", DataType.DOUBLE, n.plus(n.plus(code, correction), finite), ROWS, count);
        return n.build();
    }

    /** G⁻¹(right − λ·signs) for the atoms in use, 0 for others. */
    private static String solved(Nodes n, String table, String signs, String lambda, String right) {
        String used = n.node("Abs", signs);
        String free = n.minus(n.times(used, right), n.times(lambda, signs));
        return n.times(used, n.apply(table, free));
    }

    /**
     * One atom of each row comes in or goes out; rows that have reached α stay as they are.
     *
     * <p>State: the table, the signs of the atoms in use (0 for others), 1 for those that depend on the ones in use, and λ.
     */
    private GraphProto step(String pull, String penalty, String zero) {
        Nodes n = new Nodes("step", "step.");
        n.input("step.number", DataType.INT64);
        n.input("step.go", DataType.BOOL);
        String table = n.input("step.table", DataType.DOUBLE, ROWS, count, count);
        String signs = n.input("step.signs", DataType.DOUBLE, ROWS, count);
        String dependent = n.input("step.dependent", DataType.DOUBLE, ROWS, count);
        String lambda = n.input("step.lambda", DataType.DOUBLE, ROWS, 1);
        String one = n.constant(1);

        // in use: entry = free - lambda * bias; else: gradient = pull - free + lambda * bias
        String used = n.node("Abs", signs);
        String free = n.apply(table, n.times(used, pull));
        String bias = n.apply(table, signs);
        String rest = n.minus(pull, free);
        String open = n.isEqual(n.plus(used, dependent), zero);
        String out = penaltyWhere(n, n.isGreater(zero, n.times(signs, bias)), free, bias);
        String inPlus = penaltyWhere(n, n.and(open, n.isGreater(one, bias)), rest, n.minus(one, bias));
        String inMinus =
                penaltyWhere(n, n.and(open, n.isGreater(bias, n.constant(-1))), n.node("Neg", rest), n.plus(one, bias));
        String events = n.node("Concat", List.of(Nodes.attribute("axis", 1)), out, inPlus, inMinus);
        String next = n.greatest(events);
        String event = n.and(n.isGreater(next, penalty), n.isGreater(lambda, penalty));
        String which = n.node("ArgMax", List.of(Nodes.attribute("axis", 1), Nodes.attribute("keepdims", 1)), events);
        String kind = n.over(which, n.longs(count));
        String isOut = n.isEqual(kind, n.longs(0));
        String atom = n.isEqual(n.node("Mod", which, n.longs(count)), n.longs(indices()));
        String hit = n.times(n.number(atom), n.number(event));

        String column = n.apply(table, hit);
        String row = n.applyFromLeft(hit, table);
        String own = n.sum(n.times(hit, column));
        String least = n.sum(n.times(hit, n.constant(leastOwn(), 1, count)));
        String pivots = n.and(event, n.node("Or", isOut, n.isGreater(own, least)));
        String share = n.over(n.number(pivots), n.choose(pivots, own, one));
        String left = n.times(n.plus(column, hit), share);
        String right = n.minus(row, hit);
        String newTable = n.minus(table, n.times(n.column(left), n.row(right)));

        String pivot = n.times(hit, n.number(pivots));
        String sign = n.choose(n.isEqual(kind, n.longs(1)), one, n.constant(-1));
        String newSigns = n.plus(signs, n.times(pivot, n.choose(isOut, n.node("Neg", signs), sign)));
        String newDependent = n.choose(n.and(pivots, isOut), zero, n.plus(dependent, n.minus(hit, pivot)));
        String newLambda = n.choose(event, n.node("Min", next, lambda), penalty);
        n.output("step.go.on", DataType.BOOL, n.any(n.isGreater(newLambda, penalty)));
        n.output("step.table.new", DataType.DOUBLE, newTable, ROWS, count, count);
        n.output("step.signs.new", DataType.DOUBLE, newSigns, ROWS, count);
        n.output("step.dependent.new", DataType.DOUBLE, newDependent, ROWS, count);
        n.output("step.lambda.new", DataType.DOUBLE, newLambda, ROWS, 1);
        return n.build();
    }

    /** The penalty of an event, {@code numerator / denominator} where it can happen. */
    private static String penaltyWhere(Nodes n, String possible, String numerator, String denominator) {
        String penalty = n.over(numerator, n.choose(possible, denominator, n.constant(1)));
        return n.choose(possible, penalty, n.constant(NEVER));
    }

    private double[] gram() {
        double[] gram = new double[count * count];
        for (int k = 0; k < count; k++) {
            for (int other = 0; other < count; other++) {
                for (int j = 0; j < atoms[k].length; j++) {
                    gram[k * count + other] += atoms[k][j] * atoms[other][j];
                }
            }
        }
        return gram;
    }

    private double[] leastOwn() {
        double[] gram = gram();
        double[] least = new double[count];
        for (int k = 0; k < count; k++) {
            least[k] = INDEPENDENT * gram[k * count + k];
        }
        return least;
    }

    private double[] transposed(int features) {
        double[] transposed = new double[features * count];
        for (int k = 0; k < count; k++) {
            for (int j = 0; j < features; j++) {
                transposed[j * count + k] = atoms[k][j];
            }
        }
        return transposed;
    }

    private long[] indices() {
        long[] indices = new long[count];
        for (int k = 0; k < count; k++) {
            indices[k] = k;
        }
        return indices;
    }
}
