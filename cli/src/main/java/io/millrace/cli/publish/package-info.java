/**
 * Publishing a file's records as events or labels: {@code millrace events publish}, {@code millrace labels publish}.
 *
 * <p>In: a CSV, JSON or Avro file, read lazily by {@link io.millrace.cli.publish.RecordFile}. Each record becomes an
 * event's bytes in {@link io.millrace.cli.publish.EventEncoder}, as the pipeline file describes them, or a label's in
 * {@link io.millrace.cli.publish.LabelEncoder}. Out: records on that topic, sent by {@link io.millrace.cli.publish.Publisher} at the pace that a {@link io.millrace.cli.publish.Pace}
 * sets. Owns no state between runs. Knows the pipeline file and Kafka's clients, but not Flink.
 */
package io.millrace.cli.publish;
