package io.millrace.learning.tree;

/** How the leaf that a row falls into answers. */
public enum LeafPrediction {
    /** With the share of each class among its examples, (n_c + 1) / (n + k): what a PMML tree can say, too. */
    MAJORITY,
    /** With naive Bayes over its examples. */
    NAIVE_BAYES,
    /** With the one of the two that was right more often at this leaf. */
    ADAPTIVE
}
