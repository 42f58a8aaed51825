package io.millrace.drift.performance;

/**
 * What a classifier's measures are expected to be.
 *
 * @param n predictions that it is estimated from
 * @param accuracy share of right decisions; NaN, as the next two, where there is no prediction
 * @param auc area under the ROC curve; NaN where one class is not expected at all
 * @param logLoss mean logarithmic loss, nats
 * @param standardError of the accuracy: √(Σ p(1 − p)) / n, what labels drawn by these probabilities would vary by
 */
public record EstimatedPerformance(long n, double accuracy, double auc, double logLoss, double standardError) {
    /**
     * Whether an accuracy that labels gave contradicts the estimate: it differs by more than {@code errors} standard
     * errors, of the estimate and of the {@code labels} labels. The probabilities are then no longer calibrated, and the
     * estimate is not to be trusted.
     *
     * @param accuracy found on labels, in [0, 1]
     * @param labels how many, at least 1
     * @param errors standard errors, e.g. 3
     */
    public boolean contradicts(double accuracy, long labels, double errors) {
        double ofLabels = this.accuracy * (1 - this.accuracy) / labels;
        return Math.abs(accuracy - this.accuracy) > errors * Math.sqrt(ofLabels + standardError * standardError);
    }
}
