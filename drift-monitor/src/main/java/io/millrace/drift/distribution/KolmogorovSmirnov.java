package io.millrace.drift.distribution;

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided: the greatest difference D between two distribution functions. Sensitive
 * to any change, most to one in the middle.
 */
public final class KolmogorovSmirnov {
    /** Largest sample with an exact p-value in {@link #test}, as in SciPy. */
    public static final int MOST_EXACT = 10_000;

    /** Terms below this part of the sum are of no account. */
    private static final double NEGLIGIBLE = 1e-17;

    /** Below this argument the alternating series converges slowly and its theta form fast. */
    private static final double THETA_BELOW = 1.0;

    private KolmogorovSmirnov() {}

    /**
     * The test of two samples. The p-value is exact where both have at most {@value #MOST_EXACT} values, else asymptotic.
     *
     * @return none where one of them is empty
     */
    public static TestResult test(EmpiricalDistribution reference, EmpiricalDistribution current) {
        long n = reference.count();
        long m = current.count();
        if (n == 0 || m == 0) {
            return TestResult.NONE;
        }
        double d = statistic(reference, current);
        return new TestResult(d, Math.max(n, m) <= MOST_EXACT ? exactP(d, (int) n, (int) m) : asymptoticP(d, n, m));
    }

    /**
     * D of two samples, or of sketches of them: then within the sum of their rank errors.
     *
     * @return in [0, 1]; NaN where one of them is empty
     */
    public static double statistic(EmpiricalDistribution reference, EmpiricalDistribution current) {
        if (reference.size() == 0 || current.size() == 0) {
            return Double.NaN;
        }
        double n = reference.count();
        double m = current.count();
        double greatest = 0;
        int i = 0;
        int j = 0;
        while (i < reference.size() && j < current.size()) {
            double value = Math.min(reference.value(i), current.value(j));
            while (i < reference.size() && reference.value(i) == value) {
                i++;
            }
            while (j < current.size() && current.value(j) == value) {
                j++;
            }
            double below = i == 0 ? 0 : reference.cumulative(i - 1) / n;
            double other = j == 0 ? 0 : current.cumulative(j - 1) / m;
            greatest = Math.max(greatest, Math.abs(below - other));
        }
        return greatest;
    }

    /**
     * D of two distributions of which only counts per bin are known: the greatest difference at a cut. The values' own D is
     * at least this and at most this plus the greatest max(r, c), r and c the shares in a bin.
     *
     * @return in [0, 1]; NaN where one of them has nothing counted
     */
    public static double binned(double[] reference, double[] current) {
        if (!Shares.check(reference, current)) {
            return Double.NaN;
        }
        double greatest = 0;
        double difference = 0;
        for (int bin = 0; bin < reference.length; bin++) {
            difference += reference[bin] - current[bin];
            greatest = Math.max(greatest, Math.abs(difference));
        }
        return Math.min(1, greatest);
    }

    /**
     * Probability of a D at least this great between samples of {@code n} and {@code m} values without ties: the share of
     * lattice paths from (0, 0) to (n, m) that reach a point where |i/n − j/m| ≥ D (Hodges 1958). With ties the true one is
     * smaller. Time grows as n · m.
     */
    public static double exactP(double d, int n, int m) {
        int divisor = greatestCommonDivisor(n, m);
        long scaleN = n / divisor;
        long scaleM = m / divisor;
        long reach = Math.round(d * scaleN * m);
        if (reach <= 0) {
            return 1;
        }
        // Share of the paths to (i, j) that were outside on the way; of these, i / (i + j) come from (i - 1, j).
        double[] outside = new double[m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                if (Math.abs(i * scaleM - j * scaleN) >= reach) {
                    outside[j] = 1;
                } else if (i == 0) {
                    outside[j] = j == 0 ? 0 : outside[j - 1];
                } else if (j > 0) {
                    outside[j] = (i * outside[j] + j * outside[j - 1]) / (i + j);
                }
            }
        }
        return outside[m];
    }

    /**
     * Asymptotic probability of a D at least this great between samples of {@code n} and {@code m} values: that of a D of one
     * sample of n · m / (n + m) values (rounded) from a known distribution, as SciPy has it.
     */
    public static double asymptoticP(double d, long n, long m) {
        return OneSampleKolmogorov.survival(d, Math.rint((double) n * m / ((double) n + m)));
    }

    /** Kolmogorov's limit distribution: probability that √n · D is above {@code x} for great n. */
    public static double limitSurvival(double x) {
        if (x <= 0) {
            return 1;
        }
        if (x < THETA_BELOW) {
            double sum = 0;
            for (int k = 1; k < 100; k += 2) {
                double term = Math.exp(-k * k * Math.PI * Math.PI / (8 * x * x));
                sum += term;
                if (term <= NEGLIGIBLE * sum) {
                    break;
                }
            }
            return 1 - Math.sqrt(2 * Math.PI) / x * sum;
        }
        double sum = 0;
        for (int k = 1; k < 100; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term <= NEGLIGIBLE * Math.abs(sum)) {
                break;
            }
        }
        return Math.min(1, 2 * sum);
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
