package io.millrace.learning.gate;

import java.util.List;
import java.util.Optional;

/**
 * What came of a trial.
 *
 * @param <R> rows of features
 * @param outcome whether the candidate may serve, or why not
 * @param candidate the best one of the trial
 * @param version that the candidate is published with if accepted, 1, 2, … without gaps for each learner; 0 if refused
 * @param comparisons with what served, and with what was accepted before and was not seen serving yet; empty where it had no finite scores
 * @param holdout what the candidate reached on trusted examples; empty where there are none, or it was refused without them
 * @param losses mean loss of every candidate of the trial, in the order of the gate's contestants
 */
public record Verdict<R>(
        Outcome outcome,
        Candidate<R> candidate,
        long version,
        List<Comparison> comparisons,
        Optional<TrustedHoldout.Ruling> holdout,
        List<Standing> losses) {
    /** What can come of a trial. */
    public enum Outcome {
        /** Better than everything that it was compared with. */
        ACCEPTED,
        /** Not better by the margin, but not worse either. */
        NOT_BETTER,
        /** Worse by more than chance and the margin explain. */
        WORSE,
        /** Its loss would do, but its AUC is smaller by more than allowed. */
        RANKS_WORSE,
        /** Better on the examples that came, but it loses more than it may on trusted ones that never came through the label topic; {@link TrustedHoldout.Ruling#isHarmful}. */
        FAILS_HOLDOUT,
        /** A score was NaN or infinite. */
        NOT_FINITE
    }

    /**
     * Mean loss of one candidate on trial.
     *
     * @param learner whose it was
     * @param loss its mean; NaN if a score was NaN or infinite
     */
    public record Standing(String learner, double loss) {}

    /** Whether the candidate may serve. */
    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }

    /** Whether the candidate was harmful, not merely of no use. */
    boolean isHarmful() {
        return switch (outcome) {
            case ACCEPTED, NOT_BETTER -> false;
            case FAILS_HOLDOUT -> holdout.orElseThrow().isHarmful();
            case WORSE, RANKS_WORSE, NOT_FINITE -> true;
        };
    }

    /** The model that it becomes if accepted. */
    public String model() {
        return candidate.learner() + "@" + version;
    }

    /** One sentence for people, e.g. for a signal. */
    public String reason() {
        StringBuilder text = new StringBuilder(
                switch (outcome) {
                    case ACCEPTED -> "better";
                    case NOT_BETTER -> "not better by the margin";
                    case WORSE -> "worse";
                    case RANKS_WORSE -> "ranks worse than allowed";
                    case FAILS_HOLDOUT ->
                        isHarmful()
                                ? "better here, but harmful on the trusted holdout"
                                : "better here, but it loses more than allowed on the trusted holdout, perhaps by chance";
                    case NOT_FINITE -> "a score was not a finite number";
                });
        for (Comparison comparison : comparisons) {
            text.append(": loss %.6g against %.6g of %s on %,d examples, better by %.3g ± %.2g"
                    .formatted(
                            comparison.candidateLoss(),
                            comparison.referenceLoss(),
                            comparison.reference(),
                            comparison.n(),
                            comparison.improvement(),
                            comparison.standardError()));
            if (outcome == Outcome.RANKS_WORSE) {
                text.append(", AUC %.4f against %.4f".formatted(comparison.candidateAuc(), comparison.referenceAuc()));
            }
        }
        holdout.ifPresent(ruling -> text.append(
                "; on the trusted holdout: loss %.6g, least so far %.6g, AUC %.4f, best so far %.4f, difference ± %.2g"
                        .formatted(
                                ruling.loss(), ruling.leastLoss(), ruling.auc(), ruling.bestAuc(), ruling.aucError())));
        return text.toString();
    }
}
