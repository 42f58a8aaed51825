/**
 * The monitoring job: holds what models are given and answer against a reference, window by window, and lets sequential detectors watch
 * scores, features and errors.
 *
 * <p>In: the topics of predictions and, for errors, labels. Out: the topic of findings, and that of commands where a policy says so. State:
 * open panes and references made of events ({@code WindowOperator}), detectors and values that wait for their turn ({@code
 * DetectorOperator}), findings that wait for their turn, alarms that cool down, and a policy's budget ({@code AlarmOperator}). The thinking is
 * in {@code io.millrace.drift}; why the work is done in two stages is in decision 0014.
 */
package io.millrace.jobs.monitoring;
