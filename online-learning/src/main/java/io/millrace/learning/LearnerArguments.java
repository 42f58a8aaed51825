package io.millrace.learning;

/** Checks of what learners are called with, so that all of them refuse in the same words. */
public final class LearnerArguments {
    private LearnerArguments() {}

    /** Throws IllegalArgumentException if the row has not the learner's dimension. */
    public static void checkRow(Learner learner, FeatureVector x) {
        if (x.dimension() != learner.dimension()) {
            throw new IllegalArgumentException(
                    "must have dimension " + learner.dimension() + ": x has " + x.dimension());
        }
    }

    /** Throws IllegalArgumentException if the learner's scores do not fit. */
    public static void checkScores(Learner learner, double[] scores) {
        if (scores.length < learner.outputs()) {
            throw new IllegalArgumentException(
                    "must have room for " + learner.outputs() + " scores: length=" + scores.length);
        }
    }

    /** Whether an example can count this much: finite and at least 0. */
    public static boolean isWeight(double weight) {
        return weight >= 0 && weight < Double.POSITIVE_INFINITY;
    }

    /** Whether all values of a row lie within ±{@code limit}; NaN and infinities never do. */
    public static boolean isWithin(FeatureVector x, double limit) {
        double[] values = x.values();
        for (int k = 0; k < x.size(); k++) {
            if (!(Math.abs(values[k]) <= limit)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code label} is a whole number from 0 to {@code classes} − 1. */
    public static boolean isClass(double label, int classes) {
        return label >= 0 && label < classes && label == (int) label;
    }
}
