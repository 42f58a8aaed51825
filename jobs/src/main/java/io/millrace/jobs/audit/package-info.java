/**
 * Proves from the topics alone that every input offset was answered exactly once.
 *
 * <p>In: the events, predictions and dead-letters topics, read committed. Out: an
 * {@link io.millrace.jobs.audit.AuditReport}. State: a bit or two for each offset, in memory. Knows no Flink, so it judges
 * the job from outside.
 */
package io.millrace.jobs.audit;
