package io.millrace.drift.distribution;

/**
 * Distribution of Kolmogorov's D of one sample of n values from a known continuous distribution, two-sided, by the choice
 * of methods of Simard and L'Ecuyer, "Computing the two-sided Kolmogorov-Smirnov distribution" (2011): where n·d² is great,
 * twice the one-sided tail (Miller 1956); for small n or d the matrix power of Durbin (Marsaglia, Tsang and Wang 2003),
 * exact; else the series of Pelz and Good (1976). SciPy's {@code kstwo} chooses alike.
 */
final class OneSampleKolmogorov {
    private static final double MOST_IN_MATRIX = 140;
    private static final double MOST_EXACT = 100_000;
    private static final double MOST_WORK = 1.4;
    private static final double TAIL_FROM = 2.2;
    private static final double TAIL_FROM_FOR_FEW = 4;
    private static final double NEGLIGIBLE_FROM = 370;
    private static final double SCALE = 0x1p500;
    private static final int SCALE_EXPONENT = 500;
    private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

    private OneSampleKolmogorov() {}

    /**
     * Probability that D is at least {@code d}.
     *
     * @param n size of the sample, a whole number
     */
    static double survival(double d, double n) {
        if (n < 1 || d <= 0.5 / n) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        double scaled = n * d * d;
        if (scaled > NEGLIGIBLE_FROM) {
            return 0;
        }
        if (d >= 0.5 || (n <= MOST_EXACT && scaled >= (n <= MOST_IN_MATRIX ? TAIL_FROM_FOR_FEW : TAIL_FROM))) {
            return Math.min(1, 2 * oneSided(d, (int) n));
        }
        boolean exact = n <= MOST_IN_MATRIX || (n <= MOST_EXACT && n * d * Math.sqrt(d) <= MOST_WORK);
        double cdf = exact ? matrixPower(d, (int) n) : pelzGood(d, n);
        return Math.min(1, Math.max(0, 1 - cdf));
    }

    /** P(D⁺ ≥ d) = d Σ C(n,j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) (Smirnov; Birnbaum and Tingey 1951), by logarithms. */
    private static double oneSided(double d, int n) {
        double sum = 0;
        double logBinomial = 0;
        for (int j = 0; j <= n * (1 - d); j++) {
            if (j > 0) {
                logBinomial += Math.log((double) (n - j + 1) / j);
            }
            double left = d + (double) j / n;
            double right = 1 - left;
            if (right > 0) {
                sum += Math.exp(logBinomial + (j - 1) * Math.log(left) + (n - j) * Math.log(right));
            } else if (j == n) {
                sum += Math.pow(left, j - 1.0);
            }
        }
        return d * sum;
    }

    /** P(D &lt; d) as n!/n^n times an entry of a power of a matrix. */
    private static double matrixPower(double d, int n) {
        int k = (int) (n * d) + 1;
        int size = 2 * k - 1;
        double h = k - n * d;
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i][j] = i - j + 1 < 0 ? 0 : 1;
            }
        }
        for (int i = 0; i < size; i++) {
            matrix[i][0] -= Math.pow(h, i + 1.0);
            matrix[size - 1][i] -= Math.pow(h, size - i);
        }
        matrix[size - 1][0] += 2 * h - 1 > 0 ? Math.pow(2 * h - 1, size) : 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int g = 2; g <= i - j + 1; g++) {
                    matrix[i][j] /= g;
                }
            }
        }
        // power by squaring, scaled down where entries become great
        double[][] power = identity(size);
        int exponent = 0;
        double[][] square = matrix;
        int squareExponent = 0;
        for (int rest = n; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power = multiply(power, square);
                exponent += squareExponent;
                exponent += scaleDown(power, k - 1);
            }
            square = multiply(square, square);
            squareExponent *= 2;
            squareExponent += scaleDown(square, k - 1);
        }
        double result = power[k - 1][k - 1];
        for (int i = 1; i <= n; i++) {
            result *= (double) i / n;
            if (result < 1 / SCALE) {
                result *= SCALE;
                exponent -= SCALE_EXPONENT;
            }
        }
        return Math.scalb(result, exponent);
    }

    private static int scaleDown(double[][] matrix, int middle) {
        if (matrix[middle][middle] <= SCALE) {
            return 0;
        }
        for (double[] row : matrix) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= SCALE;
            }
        }
        return SCALE_EXPONENT;
    }

    private static double[][] identity(int size) {
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            matrix[i][i] = 1;
        }
        return matrix;
    }

    private static double[][] multiply(double[][] a, double[][] b) {
        int size = a.length;
        double[][] product = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = a[i][k];
                for (int j = 0; j < size; j++) {
                    product[i][j] += factor * b[k][j];
                }
            }
        }
        return product;
    }

    /** P(D &lt; d) = K₀ + K₁/√n + K₂/n + K₃/n^1.5, each a quickly converging sum in z = √n · d. */
    private static double pelzGood(double d, double n) {
        double z = Math.sqrt(n) * d;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double pi2 = Math.PI * Math.PI;
        double k0 = 0;
        double k1 = 0;
        double k2 = 0;
        double k3 = 0;
        int terms = (int) Math.ceil(16 * z / Math.PI) + 2;
        for (int k = terms; k >= 1; k--) {
            double m2 = (2.0 * k - 1) * (2.0 * k - 1);
            double weight = Math.exp(-m2 * pi2 / (8 * z2));
            double pim2 = pi2 * m2;
            double pim4 = pim2 * pim2;
            k0 += weight;
            k1 += (pim2 / 4 - z2) * weight;
            k2 += (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * pim2 / 4 + (1 - 2 * z2) * pim4 / 16) * weight;
            k3 += (-30 * z6
                            - 90 * z6 * z2
                            + (135 * z4 - 96 * z6) * pim2 / 4
                            + (212 * z4 - 60 * z2) * pim4 / 16
                            + (5 - 30 * z2) * pim4 * pim2 / 64)
                    * weight;
        }
        k0 *= SQRT_2_PI / z;
        k1 *= SQRT_2_PI / (6 * z4);
        k2 *= SQRT_2_PI / (72 * z6 * z);
        k3 *= SQRT_2_PI / (6480 * z4 * z6);
        double even2 = 0;
        double even3 = 0;
        for (int k = terms; k >= 1; k--) {
            double square = (double) k * k;
            double weight = Math.exp(-square * pi2 / (2 * z2));
            even2 += square * weight;
            even3 += (3 * square * z2 - pi2 * square * square) * weight;
        }
        k2 -= even2 * pi2 * SQRT_2_PI / (36 * z2 * z);
        k3 += even3 * pi2 * SQRT_2_PI / (216 * z6);
        return k0 + k1 / Math.sqrt(n) + k2 / n + k3 / (n * Math.sqrt(n));
    }
}
