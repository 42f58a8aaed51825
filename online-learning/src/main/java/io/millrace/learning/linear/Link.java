package io.millrace.learning.linear;

/** How scores follow from the raw scores p = w·x + b of a {@link LinearModel}. */
public enum Link {
    /** The raw score itself. */
    IDENTITY,
    /** 1/(1+e<sup>−p</sup>): the probability of class 1. */
    LOGISTIC,
    /** e<sup>p<sub>c</sub></sup>/Σe<sup>p</sup>: the probability of each class, one equation a class. */
    SOFTMAX;
}
