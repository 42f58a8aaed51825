/**
 * The pipeline file: the one description of a pipeline, checked as a whole.
 *
 * <p>In: YAML, the files that it names. Out: {@link io.millrace.jobs.pipeline.Pipeline}, or all mistakes at once. Knows
 * neither Flink nor Kafka.
 */
package io.millrace.jobs.pipeline;
