/**
 * Publishing a file's records as events: {@code millrace events publish}.
 *
 * <p>In: a CSV, JSON or Avro file, read lazily by {@link io.millrace.cli.publish.RecordFile}. Each record becomes an
 * event's bytes in {@link io.millrace.cli.publish.EventEncoder}, as the pipeline file describes them. Out: records on the
 * events topic, sent by {@link io.millrace.cli.publish.Publisher} at the pace that a {@link io.millrace.cli.publish.Pace}
 * sets. Owns no state between runs. Knows the pipeline file and Kafka's clients, but not Flink.
 */
package io.millrace.cli.publish;
