package io.millrace.learning;

/** What kind of question a learner answers, and so what its labels and scores are. */
public enum Task {
    /** Label 0 or 1; one score: the probability of class 1, or where the learner has none, the raw score p = w·x + b. */
    BINARY_CLASSIFICATION,
    /** Label 0 to k−1; k scores: the probability of each class. */
    MULTICLASS_CLASSIFICATION,
    /** Label any finite number; one score: the expected label. */
    REGRESSION,
    /** No label; k scores: the distance to each centre. */
    CLUSTERING,
    /** No label; k scores: the code, i.e. the weight of each atom. */
    DECOMPOSITION;

    /** Whether examples have a label that is learned from. */
    public boolean isSupervised() {
        return this != CLUSTERING && this != DECOMPOSITION;
    }
}
