package io.millrace.model;

/** What an output means. */
public enum OutputKind {
    /** A regression's prediction, a score or a raw sum. */
    VALUE,
    /** The predicted class. */
    CLASS,
    /** Probability of the class {@link ModelOutput#category()}, in [0, 1]. */
    PROBABILITY,
    /** The nearest cluster. */
    CLUSTER,
    /** Distance, or in PMML affinity, to the cluster {@link ModelOutput#category()}. */
    DISTANCE,
    /** Why a scorecard gave this score; the first one weighs most. */
    REASON_CODE,
    /** Whatever else the model computes: a transformed value, an element of an embedding. */
    OTHER
}
