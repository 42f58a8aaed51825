/**
 * Submits a pipeline's jobs to a Flink cluster.
 *
 * <p>In: a pipeline file, and the environment that Flink gives to a program: {@code flink run}, application mode, the Kubernetes operator. Out: a
 * running job. State: none; checkpoints are Flink's. The thinking is in {@link io.millrace.jobs}.
 */
package io.millrace.cluster;
