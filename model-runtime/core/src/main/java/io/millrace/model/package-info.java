/**
 * Score rows with a model, whatever format it came in.
 *
 * <p>In: a {@link io.millrace.model.ModelBundle} and typed rows in a {@link io.millrace.model.RowBatch}. Out: a
 * {@link io.millrace.model.ScoreBatch}. State: none between batches. The thinking is in the engines, one module each,
 * found by {@link java.util.ServiceLoader}; this package holds what they agree on.
 */
package io.millrace.model;
