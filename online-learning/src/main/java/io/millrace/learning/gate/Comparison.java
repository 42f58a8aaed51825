package io.millrace.learning.gate;

/**
 * A candidate beside another model, on the same examples.
 *
 * @param reference the other model, {@code name@version}
 * @param n examples
 * @param candidateLoss mean loss of the candidate
 * @param referenceLoss mean loss of the other
 * @param improvement {@code referenceLoss} − {@code candidateLoss}, the mean of the differences
 * @param standardError of that mean, from the differences themselves, as a paired test has it
 * @param candidateAuc AUC of the candidate; NaN where the task is not binary or a class is missing
 * @param referenceAuc AUC of the other, likewise
 */
public record Comparison(
        String reference,
        long n,
        double candidateLoss,
        double referenceLoss,
        double improvement,
        double standardError,
        double candidateAuc,
        double referenceAuc) {
    /** Whether the candidate is better by more than chance and the margin explain. */
    boolean isBetter(GateConfig config) {
        return improvement - config.standardErrors() * standardError > config.requiredImprovement(referenceLoss);
    }

    /** Whether it is worse by as much. */
    boolean isWorse(GateConfig config) {
        return -improvement - config.standardErrors() * standardError > config.requiredImprovement(referenceLoss);
    }

    /** Whether it ranks worse than allowed. */
    boolean losesRanking(GateConfig config) {
        return referenceAuc - candidateAuc > config.maxAucLoss();
    }
}
