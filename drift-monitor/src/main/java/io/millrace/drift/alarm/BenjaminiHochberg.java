package io.millrace.drift.alarm;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Benjamini and Hochberg's step-up procedure (1995): of the hypotheses it rejects, at most a share q is expected to be
 * true, if tests are independent or positively dependent.
 */
public final class BenjaminiHochberg {
    private BenjaminiHochberg() {}

    /**
     * Adjusted p-values: the least q at which each hypothesis is rejected; the least, over all p at least as great, of p ·
     * number / rank, and at most 1.
     *
     * @param pValues in [0, 1]; those that are NaN stay so and do not count
     */
    public static double[] adjusted(double... pValues) {
        Integer[] order = new Integer[pValues.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> pValues[i])); // NaN last
        double[] adjusted = new double[pValues.length];
        Arrays.fill(adjusted, Double.NaN);
        int number = pValues.length;
        while (number > 0 && Double.isNaN(pValues[order[number - 1]])) {
            number--;
        }
        double least = 1;
        for (int rank = number; rank >= 1; rank--) {
            int i = order[rank - 1];
            least = Math.min(least, pValues[i] * number / rank);
            adjusted[i] = least;
        }
        return adjusted;
    }
}
