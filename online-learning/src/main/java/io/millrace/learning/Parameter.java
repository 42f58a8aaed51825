package io.millrace.learning;

/**
 * One number that a learner has learned.
 *
 * @param name e.g. {@code distance}, {@code carrier=UA}, {@code intercept}, {@code centre 2: distance}; unique within a learner
 * @param value its value
 */
public record Parameter(String name, double value) {}
