/**
 * Bytes of an event straight into a row: no Avro objects, no JSON tree, only the fields that the model needs.
 *
 * <p>In: the value of a record. Out: a row in a {@link io.millrace.model.RowBatch} and an
 * {@link io.millrace.jobs.decode.EventHeader}, or a {@link io.millrace.jobs.decode.DecodeFault}; never an exception for
 * what an event contains. State: plans of known schemas. The thinking is in {@link io.millrace.jobs.decode.AvroPlan}.
 * Knows no Flink.
 */
package io.millrace.jobs.decode;
