package io.millrace.learning.decomposition;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Configuration of {@link MiniBatchDictionaryLearning}.
 *
 * @param atoms number of atoms, 1 to 4,096: memory is 24 bytes for each pair of them
 * @param alpha weight of ‖code‖₁ beside half the squared error, &gt; 0; greater makes sparser codes
 * @param batchSize rows of a mini-batch, at least 1
 * @param seed of the rows that atoms are made from
 * @param start atoms to begin with, as many as {@code atoms}, each with a value for each feature and a norm up to 1; empty if they are
 *     rows of the first mini-batch
 */
public record MiniBatchDictionaryLearningConfig(
        int atoms, double alpha, int batchSize, long seed, List<List<Double>> start) implements LearnerConfig {
    /** As in scikit-learn, alpha 1 and mini-batches of 256, but 8 atoms; seed 0. */
    public static final MiniBatchDictionaryLearningConfig DEFAULTS =
            new MiniBatchDictionaryLearningConfig(8, 1, 256, 0, List.of());

    private static final int MOST_ATOMS = 4096;

    private static final int VERSION = 1;

    /** What rounding may add to the norm of an atom. */
    private static final double ROUNDING = 1e-9;

    public MiniBatchDictionaryLearningConfig {
        start = start.stream().map(List::copyOf).toList();
        Checks checks = new Checks()
                .within("atoms", atoms, 1, MOST_ATOMS)
                .positive("alpha", alpha)
                .require(batchSize >= 1, "batchSize", "must be >= 1", batchSize)
                .require(
                        start.isEmpty() || start.size() == atoms,
                        "start",
                        "must be empty or have " + atoms + " atoms",
                        start.size())
                .require(
                        start.stream().map(List::size).distinct().count() <= 1,
                        "start",
                        "must be atoms of one dimension",
                        start.stream().map(List::size).toList());
        for (List<Double> atom : start) {
            double norm =
                    Math.sqrt(atom.stream().mapToDouble(value -> value * value).sum());
            checks.require(norm <= 1 + ROUNDING, "start", "must be atoms of a norm <= 1", norm);
        }
        checks.done();
    }

    /** With another number of atoms. */
    public MiniBatchDictionaryLearningConfig withAtoms(int atoms) {
        return new MiniBatchDictionaryLearningConfig(atoms, alpha, batchSize, seed, start);
    }

    /** With another weight of the codes' norm. */
    public MiniBatchDictionaryLearningConfig withAlpha(double alpha) {
        return new MiniBatchDictionaryLearningConfig(atoms, alpha, batchSize, seed, start);
    }

    /** With mini-batches of another size. */
    public MiniBatchDictionaryLearningConfig withBatchSize(int batchSize) {
        return new MiniBatchDictionaryLearningConfig(atoms, alpha, batchSize, seed, start);
    }

    /** With another seed. */
    public MiniBatchDictionaryLearningConfig withSeed(long seed) {
        return new MiniBatchDictionaryLearningConfig(atoms, alpha, batchSize, seed, start);
    }

    /** With these atoms to begin with, and so many of them. */
    public MiniBatchDictionaryLearningConfig withStart(List<List<Double>> start) {
        return new MiniBatchDictionaryLearningConfig(start.size(), alpha, batchSize, seed, start);
    }

    @Override
    public String algorithm() {
        return "mini-batch-dictionary-learning";
    }

    @Override
    public Task task() {
        return Task.DECOMPOSITION;
    }

    @Override
    public MiniBatchDictionaryLearning newLearner(int dimension) {
        return new MiniBatchDictionaryLearning(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(atoms);
        out.number(alpha);
        out.integer(batchSize);
        out.count(seed);
        out.integer(start.size());
        for (List<Double> atom : start) {
            out.numbers(atom.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    /** Reads what {@link #writeTo} wrote. */
    public static MiniBatchDictionaryLearningConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new MiniBatchDictionaryLearningConfig(
                in.integer(), in.number(), in.integer(), in.count(), readStart(in));
    }

    private static List<List<Double>> readStart(SnapshotInput in) {
        int size = in.integer();
        List<List<Double>> start = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            start.add(Arrays.stream(in.numbers()).boxed().toList());
        }
        return start;
    }

    @Override
    public MiniBatchDictionaryLearning readLearner(SnapshotInput in) {
        return MiniBatchDictionaryLearning.readFrom(this, in);
    }
}
