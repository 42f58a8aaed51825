package io.millrace.drift.compare;

import java.util.Optional;

/** What a {@link Finding} measures. All are sizes: greater is more different. */
public enum Statistic {
    /** Population stability index over bins or categories. */
    PSI("psi", 0.1, false),
    /** Kullback-Leibler divergence of the window from the reference, in nats. */
    KULLBACK_LEIBLER("kl", 0.1, false),
    /** Jensen-Shannon distance, natural logarithm. */
    JENSEN_SHANNON("jensen-shannon", 0.1, false),
    /** Hellinger distance. */
    HELLINGER("hellinger", 0.1, false),
    /** Total variation distance. */
    TOTAL_VARIATION("total-variation", 0.1, false),
    /** First Wasserstein distance divided by the reference's standard deviation; numbers only. */
    WASSERSTEIN("wasserstein", 0.1, false),
    /** Kolmogorov-Smirnov's D; numbers only. */
    KOLMOGOROV_SMIRNOV("ks", 0.1, false),
    /** Cohen's w, √(χ²/n), of the window's counts against the reference's shares. */
    CHI_SQUARE("chi-square", 0.1, false),
    /** Difference of the share of the less frequent of two values. */
    PROPORTION("proportion-z", 0.05, false),

    /** Share of rows without a value. */
    MISSING_RATE("missing-rate", 0.05, true),
    /** Share of rows whose value is none of the feature's kind. */
    INVALID_RATE("invalid-rate", 0.01, true),
    /** Share of values outside the reference's range; numbers only. */
    OUT_OF_RANGE_RATE("out-of-range-rate", 0.02, true),
    /** Share of values that are no category of the reference; texts only. */
    UNSEEN_CATEGORY_RATE("unseen-category-rate", 0.01, true),
    /** All values are the same, where the reference's differ: 1. */
    CONSTANT("constant", 1, true),
    /** The window has no row of the feature: 1. */
    EMPTY_WINDOW("empty-window", 1, true),
    /** The reference cannot be compared with: another kind, other bins, none, or one without values: 1. */
    REFERENCE_MISMATCH("reference-mismatch", 1, true);

    private final String label;
    private final double threshold;
    private final boolean quality;

    Statistic(String label, double threshold, boolean quality) {
        this.label = label;
        this.threshold = threshold;
        this.quality = quality;
    }

    /** Its name in signals, reports and pipeline files. */
    public String label() {
        return label;
    }

    /** Least size that is a drift unless configured otherwise; for rates, how much they may rise. */
    public double defaultThreshold() {
        return threshold;
    }

    /** Whether it is about the data's quality rather than its distribution. */
    public boolean isQuality() {
        return quality;
    }

    /** Whether it is 1 or was not found at all, so that it cannot be just above its threshold. */
    public boolean isYesOrNo() {
        return this == CONSTANT || this == EMPTY_WINDOW || this == REFERENCE_MISMATCH;
    }

    /** The statistic of this {@link #label}. */
    public static Optional<Statistic> of(String label) {
        for (Statistic statistic : values()) {
            if (statistic.label.equals(label)) {
                return Optional.of(statistic);
            }
        }
        return Optional.empty();
    }
}
