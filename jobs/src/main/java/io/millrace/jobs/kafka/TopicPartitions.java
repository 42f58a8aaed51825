package io.millrace.jobs.kafka;

/**
 * How many partitions the topics have that a learning job reads, directly or not.
 *
 * @param events of the events topic
 * @param predictions of the predictions topic
 * @param labels of the labels topic
 */
public record TopicPartitions(int events, int predictions, int labels) {}
