package io.millrace.model;

/** What kind of question a model answers. */
public enum ModelTask {
    /** Which class: outputs are a class and probabilities. */
    CLASSIFICATION,
    /** How much: the output is a number. */
    REGRESSION,
    /** Which group: outputs are a cluster and distances. */
    CLUSTERING
}
