package io.millrace.learning.decomposition;

import java.util.Arrays;

/**
 * Finds the sparse code of a row: the c that makes ½‖x − cD‖² + α‖c‖₁ least, D having an atom in each row.
 *
 * <p>Follows the optimum while the penalty λ sinks from where it forbids every atom down to α. With g = D(x − cD), atoms in use have g_j = λ·s_j, s_j the
 * sign of c_j, the others |g_j| ≤ λ; so the code of those in use is c = G⁻¹(q − λs), with G = DDᵀ and q = Dx restricted to them, a straight line in λ until an atom
 * comes in (|g_j| reaches λ) or goes out (c_j reaches 0). The code at the end is solved for directly, whatever rounding was on the way: it is exact up
 * to the condition of the atoms in use. An atom that is a sum of those in use up to rounding stays out while they are in use; the optimum is not
 * unique then.
 *
 * <p>A code costs atoms × features, and for each atom coming in or going out, with m in use, about 2·atoms·m. Nothing allocates. One thread at a time.
 *
 * <p>M. R. Osborne, B. Presnell, B. A. Turlach, "A new approach to variable selection in least squares problems", IMA J. Numer. Anal. 2000; B. Efron,
 * T. Hastie, I. Johnstone, R. Tibshirani, "Least Angle Regression", Ann. Statist. 2004. It cannot go round in circles but by rounding among ties; after 20
 * steps for each atom, and 100, the code of the penalty reached is taken.
 */
final class LassoLars {
    /** Share of an atom's square that must be its own for it to come in. */
    private static final double INDEPENDENT = 1e-12;

    private static final byte OUT = 0;
    private static final byte IN = 1;
    private static final byte DEPENDENT = 2;

    private final int atoms;
    private final int dimension;
    private final double alpha;

    /** G. */
    private final double[] gram;

    /** q = Dx. */
    private final double[] pull;

    private final byte[] place;

    /** Atoms in use in the order in which they came, and s. */
    private final int[] used;

    private final double[] signs;
    private int size;

    /** Lower triangle L with LLᵀ = G of the atoms in use. */
    private final double[] factor;

    /** G⁻¹q and G⁻¹s of the atoms in use: c = free − λ·bias. */
    private final double[] free;

    private final double[] bias;

    LassoLars(int atoms, int dimension, double alpha) {
        this.atoms = atoms;
        this.dimension = dimension;
        this.alpha = alpha;
        gram = new double[atoms * atoms];
        pull = new double[atoms];
        place = new byte[atoms];
        used = new int[atoms];
        signs = new double[atoms];
        factor = new double[atoms * atoms];
        free = new double[atoms];
        bias = new double[atoms];
    }

    /** Makes ready for a dictionary; to be called whenever it has changed. */
    void use(double[] dictionary) {
        for (int j = 0; j < atoms; j++) {
            for (int k = 0; k <= j; k++) {
                double product = product(dictionary, j, dictionary, k * dimension);
                gram[j * atoms + k] = product;
                gram[k * atoms + j] = product;
            }
        }
    }

    private double product(double[] dictionary, int atom, double[] row, int offset) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += dictionary[atom * dimension + i] * row[offset + i];
        }
        return sum;
    }

    /** Writes the code of the row at {@code offset} of {@code rows}. */
    void encode(double[] dictionary, double[] rows, int offset, double[] code) {
        Arrays.fill(code, 0, atoms, 0);
        Arrays.fill(place, OUT);
        size = 0;
        int strongest = 0;
        for (int j = 0; j < atoms; j++) {
            pull[j] = product(dictionary, j, rows, offset);
            strongest = Math.abs(pull[j]) > Math.abs(pull[strongest]) ? j : strongest;
        }
        double lambda = Math.abs(pull[strongest]);
        if (lambda <= alpha) {
            return;
        }
        comeIn(strongest, Math.signum(pull[strongest]));
        for (int step = 0; step < 20 * atoms + 100 && lambda > alpha; step++) {
            lambda = advance(lambda);
        }
        solve();
        for (int i = 0; i < size; i++) {
            code[used[i]] = free[i] - lambda * bias[i];
        }
    }

    /** Goes on to the next penalty at which an atom comes in or goes out, or to α; gives the penalty. */
    private double advance(double lambda) {
        solve();
        double next = alpha;
        int atom = -1;
        double sign = 0;
        for (int i = 0; i < size; i++) {
            // as the penalty sinks, an entry moves by its bias; those that move towards 0 reach it
            if (signs[i] * bias[i] < 0 && free[i] / bias[i] > next) {
                next = free[i] / bias[i];
                atom = i;
                sign = 0;
            }
        }
        for (int j = 0; j < atoms; j++) {
            if (place[j] == OUT) {
                double rest = pull[j];
                double slope = 0;
                for (int i = 0; i < size; i++) {
                    double product = gram[j * atoms + used[i]];
                    rest -= product * free[i];
                    slope += product * bias[i];
                }
                // g_j = rest + λ·slope meets λ or −λ from inside only where that sinks faster
                if (slope < 1 && rest > next * (1 - slope)) {
                    next = rest / (1 - slope);
                    atom = j;
                    sign = 1;
                }
                if (slope > -1 && -rest > next * (1 + slope)) {
                    next = -rest / (1 + slope);
                    atom = j;
                    sign = -1;
                }
            }
        }
        if (atom >= 0 && sign == 0) {
            goOut(atom);
        } else if (atom >= 0) {
            comeIn(atom, sign);
        }
        // rounding may have put a tie above
        return Math.min(next, lambda);
    }

    private void comeIn(int atom, double sign) {
        if (append(atom)) {
            place[atom] = IN;
            signs[size] = sign;
            used[size] = atom;
            size++;
        } else {
            place[atom] = DEPENDENT;
        }
    }

    private void goOut(int position) {
        for (int j = 0; j < atoms; j++) {
            place[j] = place[j] == DEPENDENT ? OUT : place[j];
        }
        place[used[position]] = OUT;
        int before = size;
        size = position;
        for (int i = position + 1; i < before; i++) {
            comeIn(used[i], signs[i]);
        }
    }

    /** Adds a row for an atom to the factor; false if the atom is a sum of those in use. */
    private boolean append(int atom) {
        int row = size * atoms;
        double own = gram[atom * atoms + atom];
        for (int i = 0; i < size; i++) {
            double sum = gram[atom * atoms + used[i]];
            for (int k = 0; k < i; k++) {
                sum -= factor[row + k] * factor[i * atoms + k];
            }
            factor[row + i] = sum / factor[i * atoms + i];
            own -= factor[row + i] * factor[row + i];
        }
        if (own <= INDEPENDENT * gram[atom * atoms + atom]) {
            return false;
        }
        factor[row + size] = Math.sqrt(own);
        return true;
    }

    private void solve() {
        for (int i = 0; i < size; i++) {
            free[i] = pull[used[i]];
            bias[i] = signs[i];
            for (int k = 0; k < i; k++) {
                free[i] -= factor[i * atoms + k] * free[k];
                bias[i] -= factor[i * atoms + k] * bias[k];
            }
            free[i] /= factor[i * atoms + i];
            bias[i] /= factor[i * atoms + i];
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int k = i + 1; k < size; k++) {
                free[i] -= factor[k * atoms + i] * free[k];
                bias[i] -= factor[k * atoms + i] * bias[k];
            }
            free[i] /= factor[i * atoms + i];
            bias[i] /= factor[i * atoms + i];
        }
    }
}
