/**
 * A real Kafka broker for one machine, in a process of its own: local mode, demos and tests need no installation.
 *
 * <p>{@link io.millrace.local.kafka.LocalKafka} is what others use. It starts a child Java process, which owns the data
 * folder and ends with its parent, however the parent ends. In: a folder and a port. Out: a bootstrap address.
 */
package io.millrace.local.kafka;
