/**
 * The learning job: joins labels with predictions, lets learners learn in a fixed order, and offers what they have become.
 *
 * <p>In: the topics of predictions and labels. Out: the topics of models, commands and monitoring. State: predictions that wait for their
 * labels and labels that wait for their predictions ({@link io.millrace.jobs.learning.LabelJoin}); examples that wait for their turn and
 * the learners themselves ({@code LearnersOperator}). The thinking is in {@code io.millrace.learning}; why things
 * are learned in the order they are is in decision 0012.
 */
package io.millrace.jobs.learning;
