package io.millrace.drift.detector;

/**
 * The two-sample Kolmogorov-Smirnov test of two samples of the same size, exact.
 *
 * <p>The probability that the distance of two samples of n values reaches h/n: 2·Σ_{k≥1} (−1)^{k−1}·C(2n, n − k·h) / C(2n, n). J. L. Hodges, "The significance
 * probability of the Smirnov two-sample test", Arkiv för Matematik 1958.
 */
final class KolmogorovSmirnov {
    private KolmogorovSmirnov() {}

    /**
     * The p-value.
     *
     * @param n values of each sample
     * @param h greatest difference of the two counts of values up to some number, in [0, n]
     */
    static double probability(int n, int h) {
        if (h == 0) {
            return 1;
        }
        // Horner's scheme from the last term: the quotient of neighbouring terms is a product of h quotients, none of
        // which overflows.
        double sum = 0;
        for (int k = n / h; k > 0; k--) {
            double quotient = 1;
            for (int j = 0; j < h; j++) {
                quotient *= (n - (double) (k - 1) * h - j) / (n + (double) (k - 1) * h + j + 1);
            }
            sum = quotient * (1 - sum);
        }
        return Math.min(1, 2 * sum);
    }

    /**
     * Greatest difference of the two counts of values up to some number.
     *
     * @param first sorted
     * @param second sorted, of the same length
     */
    static int distance(double[] first, double[] second) {
        int n = first.length;
        int i = 0;
        int j = 0;
        int greatest = 0;
        while (i < n && j < n) {
            double value = Math.min(first[i], second[j]);
            while (i < n && first[i] == value) {
                i++;
            }
            while (j < n && second[j] == value) {
                j++;
            }
            greatest = Math.max(greatest, Math.abs(i - j));
        }
        return greatest;
    }
}
