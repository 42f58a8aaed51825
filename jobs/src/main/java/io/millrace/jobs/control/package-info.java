/**
 * The control topic and the status topic from outside of the job: sending a command, watching what becomes of it, and
 * telling from the statuses what serves. For the command line and the gateway.
 *
 * <p>In: a pipeline and signed commands. Out: statuses, and what they add up to. No state but that of Kafka's clients. Knows no
 * Flink; the job's own side is {@code io.millrace.jobs.swap}.
 */
package io.millrace.jobs.control;
