/**
 * The control topic and the status topic from outside of the job: sending a command and watching what becomes of it. For the
 * command line.
 *
 * <p>In: a pipeline and signed commands. Out: statuses; what they add up to is told by {@code io.millrace.schemas.status}. No state
 * but that of Kafka's clients. Knows no Flink; the job's own side is {@code io.millrace.jobs.swap}.
 */
package io.millrace.jobs.control;
