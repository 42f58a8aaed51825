/**
 * The scoring job: {@code KafkaSource → ScoringOperator → KafkaSink} in one chain.
 *
 * <p>In: records of the events topic, as bytes. Out: one {@link io.millrace.jobs.scoring.Answer} for each, prediction or
 * dead letter, as bytes. State: how many events of each partition were received and answered. Decoding is in
 * {@code decode}, scoring in model-runtime; here is the micro-batch between them.
 */
package io.millrace.jobs.scoring;
