package io.millrace.learning.evaluation;

/**
 * One figure of an answerer, beside those of two that know nothing but the labels so far, on the same examples.
 *
 * @param metric name of the metric
 * @param form over which examples
 * @param value NaN where there is none
 * @param n examples behind the value
 * @param noSkill the metric of who answers with the running shares of the classes, or the running mean; NaN where the task has no labels
 * @param noChange the metric of who repeats the label before; NaN where the task has no labels
 */
public record Reading(String metric, Form form, double value, double n, double noSkill, double noChange) {}
