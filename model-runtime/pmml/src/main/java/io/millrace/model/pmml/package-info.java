/**
 * Engine for PMML models: JPMML-Evaluator (AGPL-3.0; optional, see the module's README).
 *
 * <p>In: a bundle of format {@code pmml}. Out: a {@link io.millrace.model.Model}. State: the parsed model. The thinking
 * is in {@link io.millrace.model.pmml.PmmlLayout} (which column is which field) and
 * {@link io.millrace.model.pmml.PmmlScorer} (which failure means what); {@link io.millrace.model.pmml.PmmlGuards} keeps
 * hostile documents out.
 */
package io.millrace.model.pmml;
