package io.millrace.learning.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LassoLarsTest {
    private static double[] randomAtoms(Random random, int atoms, int dimension) {
        double[] dictionary = new double[atoms * dimension];
        for (int k = 0; k < atoms; k++) {
            double norm = 0;
            for (int j = 0; j < dimension; j++) {
                dictionary[k * dimension + j] = random.nextGaussian();
                norm += Math.pow(dictionary[k * dimension + j], 2);
            }
            for (int j = 0; j < dimension; j++) {
                dictionary[k * dimension + j] /= Math.sqrt(norm);
            }
        }
        return dictionary;
    }

    /** From mild to hardly any penalty. */
    @ParameterizedTest
    @CsvSource({"3, 0.2", "10, 0.2", "40, 0.2", "40, 0.0001", "1, 1", "200, 0.01"})
    void findsTheOptimum(int atoms, double alpha) {
        int dimension = 10;
        Random random = new Random(atoms);
        for (int trial = 0; trial < 50; trial++) {
            double[] dictionary = randomAtoms(random, atoms, dimension);
            double[] row = random.doubles(dimension, -2, 2).toArray();
            assertOptimal(dictionary, row, alpha, 1e-10, trial);
        }
    }

    /** Small whole numbers: many ties, atoms that are sums of others, atoms twice, and zeros. */
    @Test
    void findsTheOptimumAmongTies() {
        Random random = new Random(5);
        for (int trial = 0; trial < 3000; trial++) {
            int atoms = 1 + random.nextInt(9);
            int dimension = 1 + random.nextInt(5);
            double[] dictionary = new double[atoms * dimension];
            for (int i = 0; i < dictionary.length; i++) {
                dictionary[i] = random.nextInt(3) - 1;
            }
            double[] row = new double[dimension];
            for (int j = 0; j < dimension; j++) {
                row[j] = random.nextInt(5) - 2;
            }
            assertOptimal(dictionary, row, 0.25 * (1 + random.nextInt(4)), 1e-9, trial);
        }
    }

    /** The optimum and only it: |D_k(x − cD)| ≤ α, with equality and the sign of c_k where that is not 0. */
    private static void assertOptimal(double[] dictionary, double[] row, double alpha, double tolerance, int trial) {
        int dimension = row.length;
        int atoms = dictionary.length / dimension;
        LassoLars coder = new LassoLars(atoms, dimension, alpha);
        coder.use(dictionary);
        double[] code = new double[atoms];
        coder.encode(dictionary, row, 0, code);
        double[] rest = row.clone();
        for (int k = 0; k < atoms; k++) {
            for (int j = 0; j < dimension; j++) {
                rest[j] -= code[k] * dictionary[k * dimension + j];
            }
        }
        for (int k = 0; k < atoms; k++) {
            double pull = 0;
            for (int j = 0; j < dimension; j++) {
                pull += rest[j] * dictionary[k * dimension + j];
            }
            if (Math.abs(code[k]) > tolerance) {
                assertThat(pull).as("trial %d", trial).isCloseTo(Math.copySign(alpha, code[k]), within(tolerance));
            } else {
                assertThat(Math.abs(pull)).as("trial %d", trial).isLessThanOrEqualTo(alpha + tolerance);
            }
        }
    }

    @Test
    void orthogonalAtomsOnlyShrink() {
        double[] dictionary = {1, 0, 0, 0, 0.6, 0.8};
        LassoLars coder = new LassoLars(2, 3, 0.1);
        coder.use(dictionary);
        double[] rows = {1, 0.2, 0.1, 0.1, 0.9, 1.1, 0.8, 0.1, 0};
        double[][] expected = {{0.9, 0.1}, {0, 1.32}, {0.7, 0}};
        double[] code = new double[2];
        for (int i = 0; i < 3; i++) {
            coder.encode(dictionary, rows, 3 * i, code);
            assertThat(code).containsExactly(expected[i], within(1e-12));
        }
    }

    @Test
    void atomsOfZerosAndAtomsTwiceDoNoHarm() {
        double[] dictionary = {0, 0, 1, 0, 1, 0};
        LassoLars coder = new LassoLars(3, 2, 0.5);
        coder.use(dictionary);
        double[] code = new double[3];
        coder.encode(dictionary, new double[] {2, 1}, 0, code);
        assertThat(code[0]).isZero();
        assertThat(code[1] + code[2]).isCloseTo(1.5, within(1e-12));
        coder.encode(dictionary, new double[] {0, 0}, 0, code);
        assertThat(code).containsOnly(0);
    }
}
