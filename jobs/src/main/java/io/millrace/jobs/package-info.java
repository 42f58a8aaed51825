/**
 * The only module with Flink and Kafka: wiring, operators, state. No maths.
 *
 * <p>{@code pipeline} reads the pipeline file, {@code decode} turns bytes into rows, {@code kafka} checks and prepares
 * the cluster, {@code scoring} is the scoring job.
 */
package io.millrace.jobs;
