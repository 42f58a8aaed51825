package io.millrace.drift.compare;

import io.millrace.drift.distribution.ChiSquare;
import io.millrace.drift.distribution.Hellinger;
import io.millrace.drift.distribution.JensenShannon;
import io.millrace.drift.distribution.KullbackLeibler;
import io.millrace.drift.distribution.PopulationStabilityIndex;
import io.millrace.drift.distribution.Shares;
import io.millrace.drift.distribution.TotalVariation;

/** Measures that need counts per part only: of bins or of categories alike. */
final class ShareMeasures {
    /** Least expected count for which chi-square's distribution is trusted; fewer are taken together. */
    private static final double LEAST_EXPECTED = 5;

    private final long[] reference;
    private final long[] current;

    ShareMeasures(long[] reference, long[] current) {
        this.reference = reference;
        this.current = current;
    }

    double value(Statistic statistic) {
        double[] r = Shares.of(reference);
        double[] c = Shares.of(current);
        return switch (statistic) {
            case PSI -> PopulationStabilityIndex.of(r, c);
            case KULLBACK_LEIBLER -> KullbackLeibler.of(r, c);
            case JENSEN_SHANNON -> JensenShannon.distance(r, c);
            case HELLINGER -> Hellinger.distance(r, c);
            case TOTAL_VARIATION -> TotalVariation.distance(r, c);
            case CHI_SQUARE -> Math.sqrt(ChiSquare.goodnessOfFit(r, current).statistic() / count(current));
            default -> throw new IllegalArgumentException("must be a measure of shares: " + statistic.label());
        };
    }

    /**
     * Probability of counts this different where nothing changed: chi-square of both samples' counts. Unlike the goodness of
     * fit, which Evidently takes, it knows that the reference is a sample too: of two samples of one size and distribution,
     * goodness of fit calls half different. Neighbouring parts are taken together until the reference lets expect enough
     * values of them; the window's own counts must have no say in that.
     */
    double pValue() {
        double scale = count(current) / count(reference);
        long[] pooledReference = new long[reference.length];
        long[] pooledCurrent = new long[reference.length];
        int part = 0;
        for (int i = 0; i < reference.length; i++) {
            if (pooledReference[part] * Math.min(1, scale) >= LEAST_EXPECTED) {
                part++;
            }
            pooledReference[part] += reference[i];
            pooledCurrent[part] += current[i];
        }
        if (part > 0 && pooledReference[part] * Math.min(1, scale) < LEAST_EXPECTED) {
            pooledReference[part - 1] += pooledReference[part];
            pooledCurrent[part - 1] += pooledCurrent[part];
            pooledReference[part] = 0;
            pooledCurrent[part] = 0;
        }
        return ChiSquare.homogeneity(pooledReference, pooledCurrent).pValue();
    }

    private static double count(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
