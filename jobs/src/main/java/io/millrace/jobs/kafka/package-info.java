/**
 * The Kafka cluster before a job starts: are the topics there, will transactions hold, and making the topics.
 *
 * <p>In: a pipeline. Out: topics, or a list of what is wrong, in sentences for people. No state. Knows no Flink.
 */
package io.millrace.jobs.kafka;
