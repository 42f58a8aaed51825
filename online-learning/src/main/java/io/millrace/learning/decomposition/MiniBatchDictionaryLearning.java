package io.millrace.learning.decomposition;

import io.millrace.learning.BatchLearner;
import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerArguments;
import io.millrace.learning.Parameter;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.batch.RowBuffer;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.random.RandomState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Learns a dictionary D of atoms such that rows are sparse sums of them: the mean of ½‖x − cD‖² + α‖c‖₁ over rows, each with its best
 * code c, is made small with ‖D_k‖ ≤ 1.
 *
 * <p>For mini-batch number i from 0, of B rows: codes C by {@link LassoLars}; θ = (i + 1)·B if i &lt; B − 1, else B² + i + 1 − B; β = (θ + 1 − B) / (θ + 1);
 * A = β·A + CᵀC / B; M = β·M + CᵀX / B. Then for each atom in turn: D_k += (M_k − A_k·D) / A_kk if A_kk &gt; 1e-6, else D_k is a random row of the
 * mini-batch with normal noise of 0.01 of its values' deviation; D_k /= max(‖D_k‖, 1). A row of weight w enters A and M w times.
 *
 * <p>Without a dictionary to begin with atoms are different rows of the first mini-batch at random, scaled to norm 1; it has at least
 * as many rows as there are to be atoms. Until then all atoms are zeros and so are scores, and there are no parameters. Values lie within ±{@value #LIMIT}; {@link #learn} refuses others, and their score is NaN. Features absent from a sparse row
 * have the value 0.
 *
 * <p>A mini-batch costs B codes and time in atoms² × features, at its last row; rows before it are only kept. A score costs a code.
 *
 * <p>{@link #combine} takes the mean of D, A and M of the parts, weighted by the rows that each has learned in mini-batches since the base, brings
 * norms down to 1, and goes on with the rows that wait in any part; a start of its own that a part has made in between is taken from the part with
 * the most rows.
 *
 * <p>J. Mairal, F. Bach, J. Ponce, G. Sapiro, "Online Learning for Matrix Factorization and Sparse Coding", JMLR 2010; as scikit-learn's
 * {@code MiniBatchDictionaryLearning.partial_fit} with {@code fit_algorithm="lars"}, whose own start is the SVD of the first mini-batch.
 */
public final class MiniBatchDictionaryLearning implements BatchLearner, Combinable<MiniBatchDictionaryLearning> {
    /** Greatest absolute value of a feature. */
    public static final double LIMIT = 1e100;

    private static final int VERSION = 1;

    private static final double UNUSED = 1e-6;
    private static final double NOISE = 0.01;

    private final MiniBatchDictionaryLearningConfig config;
    private final int atoms;
    private final int dimension;
    private final LassoLars coder;
    private final DenseRow dense = new DenseRow();
    private final double[] code;

    /** D, atom by atom. */
    private final double[] dictionary;

    /** A, of codes with each other. */
    private final double[] codeProducts;

    /** M, of codes with rows, atom by atom. */
    private final double[] rowProducts;

    private boolean started;
    private long examples;
    private long batches;
    private long rowsLearned;
    private RowBuffer waiting;
    private RandomState random;

    MiniBatchDictionaryLearning(MiniBatchDictionaryLearningConfig config, int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("must be >= 1: dimension=" + dimension);
        }
        this.config = config;
        this.dimension = dimension;
        atoms = config.atoms();
        if ((long) atoms * Math.max(dimension, atoms) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "must be less than 2^31: atoms x max(dimension, atoms)=" + (long) atoms * dimension);
        }
        coder = new LassoLars(atoms, dimension, config.alpha());
        code = new double[atoms];
        dictionary = new double[atoms * dimension];
        codeProducts = new double[atoms * atoms];
        rowProducts = new double[atoms * dimension];
        waiting = new RowBuffer(dimension);
        random = new RandomState(config.seed());
        startAt(config.start());
    }

    private void startAt(List<List<Double>> start) {
        for (int k = 0; k < start.size(); k++) {
            if (start.get(k).size() != dimension) {
                throw new IllegalArgumentException("must have dimension " + dimension + ": start has "
                        + start.get(k).size());
            }
            for (int j = 0; j < dimension; j++) {
                dictionary[k * dimension + j] = start.get(k).get(j);
            }
            started = true;
        }
        coder.use(dictionary);
    }

    static MiniBatchDictionaryLearning readFrom(MiniBatchDictionaryLearningConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        MiniBatchDictionaryLearning learner =
                new MiniBatchDictionaryLearning(config, in.dimension(2L * config.atoms()));
        learner.readState(in);
        return learner;
    }

    @Override
    public MiniBatchDictionaryLearningConfig config() {
        return config;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long examples() {
        return examples;
    }

    /** Number of atoms. */
    @Override
    public int outputs() {
        return atoms;
    }

    @Override
    public int pending() {
        return waiting.rows();
    }

    /** Whether there is a dictionary, and so scores. */
    public boolean isStarted() {
        return started;
    }

    /** An atom, a copy; zeros while there is no dictionary yet. */
    public double[] atom(int atom) {
        return Arrays.copyOfRange(dictionary, atom * dimension, (atom + 1) * dimension);
    }

    /** A: decayed mean over rows of the product of two entries of their codes. */
    public double codeProduct(int atom, int other) {
        return codeProducts[atom * atoms + other];
    }

    @Override
    public boolean learn(FeatureVector x, double label, double weight) {
        LearnerArguments.checkRow(this, x);
        if (!LearnerArguments.isWeight(weight) || !LearnerArguments.isWithin(x, LIMIT)) {
            return false;
        }
        examples++;
        if (weight > 0) {
            take(dense.of(x), 0, weight);
        }
        return true;
    }

    private void take(double[] row, int offset, double weight) {
        waiting.add(row, offset, weight);
        if (waiting.rows() >= config.batchSize()) {
            flush();
        }
    }

    /** {@inheritDoc} Without a dictionary yet, that takes as many rows as there are to be atoms. */
    @Override
    public void flush() {
        if (waiting.rows() == 0 || (!started && waiting.rows() < atoms)) {
            return;
        }
        if (!started) {
            startAtRows();
        }
        learnProducts();
        learnDictionary();
        coder.use(dictionary);
        batches++;
        rowsLearned += waiting.rows();
        waiting.clear();
    }

    private void startAtRows() {
        int[] order = new int[waiting.rows()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int k = 0; k < atoms; k++) {
            int drawn = k + random.nextInt(order.length - k);
            int row = order[drawn];
            order[drawn] = order[k];
            System.arraycopy(waiting.values(), waiting.offset(row), dictionary, k * dimension, dimension);
            double norm = norm(k);
            if (norm == 0) {
                addNoise(k, 1);
                norm = norm(k);
            }
            divide(k, norm);
        }
        coder.use(dictionary);
        started = true;
    }

    private void learnProducts() {
        double size = waiting.rows();
        double theta = batches < size - 1 ? (batches + 1) * size : size * size + batches + 1 - size;
        double left = (theta + 1 - size) / (theta + 1);
        for (int i = 0; i < codeProducts.length; i++) {
            codeProducts[i] *= left;
        }
        for (int i = 0; i < rowProducts.length; i++) {
            rowProducts[i] *= left;
        }
        for (int row = 0; row < waiting.rows(); row++) {
            int from = waiting.offset(row);
            coder.encode(dictionary, waiting.values(), from, code);
            for (int k = 0; k < atoms; k++) {
                double entry = code[k] * waiting.weight(row) / size;
                if (entry != 0) {
                    for (int other = 0; other < atoms; other++) {
                        codeProducts[k * atoms + other] += entry * code[other];
                    }
                    for (int j = 0; j < dimension; j++) {
                        rowProducts[k * dimension + j] += entry * waiting.values()[from + j];
                    }
                }
            }
        }
    }

    private void learnDictionary() {
        for (int k = 0; k < atoms; k++) {
            double curvature = codeProducts[k * atoms + k];
            if (curvature > UNUSED) {
                for (int j = 0; j < dimension; j++) {
                    double explained = 0;
                    for (int other = 0; other < atoms; other++) {
                        explained += codeProducts[k * atoms + other] * dictionary[other * dimension + j];
                    }
                    dictionary[k * dimension + j] += (rowProducts[k * dimension + j] - explained) / curvature;
                }
            } else {
                int row = random.nextInt(waiting.rows());
                System.arraycopy(waiting.values(), waiting.offset(row), dictionary, k * dimension, dimension);
                double deviation = deviation(k);
                addNoise(k, NOISE * (deviation == 0 ? 1 : deviation));
            }
            divide(k, Math.max(norm(k), 1));
        }
    }

    private double deviation(int atom) {
        double mean = 0;
        for (int at = atom * dimension; at < (atom + 1) * dimension; at++) {
            mean += dictionary[at] / dimension;
        }
        double squares = 0;
        for (int at = atom * dimension; at < (atom + 1) * dimension; at++) {
            squares += (dictionary[at] - mean) * (dictionary[at] - mean);
        }
        return Math.sqrt(squares / dimension);
    }

    private void addNoise(int atom, double deviation) {
        for (int at = atom * dimension; at < (atom + 1) * dimension; at++) {
            dictionary[at] += deviation * random.nextNormal();
        }
    }

    private double norm(int atom) {
        double sum = 0;
        for (int at = atom * dimension; at < (atom + 1) * dimension; at++) {
            sum += dictionary[at] * dictionary[at];
        }
        return Math.sqrt(sum);
    }

    private void divide(int atom, double divisor) {
        for (int at = atom * dimension; at < (atom + 1) * dimension; at++) {
            dictionary[at] /= divisor;
        }
    }

    @Override
    public void score(FeatureVector x, double[] scores) {
        LearnerArguments.checkRow(this, x);
        LearnerArguments.checkScores(this, scores);
        if (!LearnerArguments.isWithin(x, LIMIT)) {
            Arrays.fill(scores, 0, atoms, Double.NaN);
            return;
        }
        coder.encode(dictionary, dense.of(x), 0, scores);
    }

    /**
     * ½‖x − cD‖² + α‖c‖₁ with the best code: what learning makes small; NaN where scores are.
     *
     * @throws IllegalArgumentException if {@code x} has another dimension
     */
    public double objective(FeatureVector x) {
        score(x, code);
        double[] row = dense.of(x);
        double sum = 0;
        for (int j = 0; j < dimension; j++) {
            double rest = row[j];
            for (int k = 0; k < atoms; k++) {
                rest -= code[k] * dictionary[k * dimension + j];
            }
            sum += rest * rest / 2;
        }
        for (double entry : code) {
            sum += config.alpha() * Math.abs(entry);
        }
        return sum;
    }

    /** {@inheritDoc} Of statistics, too: atoms have a norm up to 1 whatever happens. */
    @Override
    public double magnitude() {
        double magnitude = 0;
        for (double[] each : List.of(dictionary, codeProducts, rowProducts)) {
            for (double value : each) {
                magnitude = Math.max(magnitude, Math.abs(value));
            }
        }
        return magnitude;
    }

    @Override
    public List<Parameter> parameters(FeatureNames names) {
        List<Parameter> parameters = new ArrayList<>();
        for (int k = 0; k < atoms && started; k++) {
            for (int j = 0; j < dimension; j++) {
                parameters.add(new Parameter("atom " + k + ": " + names.name(j), dictionary[k * dimension + j]));
            }
        }
        return parameters;
    }

    @Override
    public void combine(MiniBatchDictionaryLearning base, List<? extends MiniBatchDictionaryLearning> parts) {
        Shares.requireTwins(this, base, parts);
        List<MiniBatchDictionaryLearning> all = List.copyOf(parts);
        List<MiniBatchDictionaryLearning> learned =
                all.stream().filter(part -> part.examples > base.examples).toList();
        if (learned.size() > 1) {
            become(combined(base, learned));
        } else {
            become(learned.isEmpty() ? base : learned.get(0));
        }
    }

    private static MiniBatchDictionaryLearning combined(
            MiniBatchDictionaryLearning base, List<MiniBatchDictionaryLearning> parts) {
        MiniBatchDictionaryLearning whole = base.config.newLearner(base.dimension);
        whole.become(base);
        List<MiniBatchDictionaryLearning> stepped =
                parts.stream().filter(part -> part.batches > base.batches).toList();
        if (!stepped.isEmpty()) {
            MiniBatchDictionaryLearning lead = stepped.get(0);
            for (MiniBatchDictionaryLearning part : stepped) {
                lead = part.rowsLearned > lead.rowsLearned ? part : lead;
            }
            // the rows that waited at base are among those that each of these has learned
            whole.become(lead);
            whole.waiting.clear();
            if (base.started) {
                whole.average(base, stepped);
            }
            for (MiniBatchDictionaryLearning part : stepped) {
                if (part != lead) {
                    whole.batches += part.batches - base.batches;
                    whole.rowsLearned += part.rowsLearned - base.rowsLearned;
                }
            }
        }
        for (MiniBatchDictionaryLearning part : parts) {
            int known = stepped.contains(part) ? 0 : base.waiting.rows();
            for (int i = known; i < part.waiting.rows(); i++) {
                whole.take(part.waiting.values(), part.waiting.offset(i), part.waiting.weight(i));
            }
        }
        long examples = base.examples;
        for (MiniBatchDictionaryLearning part : parts) {
            examples += part.examples - base.examples;
        }
        whole.examples = examples;
        return whole;
    }

    private void average(MiniBatchDictionaryLearning base, List<MiniBatchDictionaryLearning> parts) {
        double total = 0;
        for (MiniBatchDictionaryLearning part : parts) {
            total += part.rowsLearned - base.rowsLearned;
        }
        Arrays.fill(dictionary, 0);
        Arrays.fill(codeProducts, 0);
        Arrays.fill(rowProducts, 0);
        for (MiniBatchDictionaryLearning part : parts) {
            double share = (part.rowsLearned - base.rowsLearned) / total;
            add(share, part.dictionary, dictionary);
            add(share, part.codeProducts, codeProducts);
            add(share, part.rowProducts, rowProducts);
        }
        for (int k = 0; k < atoms; k++) {
            divide(k, Math.max(norm(k), 1));
        }
        coder.use(dictionary);
    }

    private static void add(double share, double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += share * from[i];
        }
    }

    private void become(MiniBatchDictionaryLearning other) {
        SnapshotOutput out = new SnapshotOutput();
        other.writeState(out);
        readState(new SnapshotInput(out.toByteArray()));
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(config.algorithm(), VERSION);
        out.integer(dimension);
        writeState(out);
    }

    private void writeState(SnapshotOutput out) {
        out.flag(started);
        out.count(examples);
        out.count(batches);
        out.count(rowsLearned);
        out.numbers(dictionary);
        out.numbers(codeProducts);
        out.numbers(rowProducts);
        random.writeTo(out);
        waiting.writeTo(out);
    }

    private void readState(SnapshotInput in) {
        started = in.flag();
        examples = in.count();
        batches = in.count();
        rowsLearned = in.count();
        read(in, dictionary);
        read(in, codeProducts);
        read(in, rowProducts);
        random = RandomState.readFrom(in);
        waiting = RowBuffer.readFrom(in, dimension);
        coder.use(dictionary);
    }

    private static void read(SnapshotInput in, double[] into) {
        System.arraycopy(in.numbers(into.length), 0, into, 0, into.length);
    }
}
