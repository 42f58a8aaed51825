/**
 * Engine for PMML models: JPMML-Evaluator (AGPL-3.0; optional, see the module's README).
 *
 * <p>In: a bundle of format {@code pmml}. Out: a {@link io.millrace.model.Model}. State: the parsed model. Reading,
 * refusing and the contract are {@link io.millrace.model.format.pmml}'s; the thinking here is in
 * {@link io.millrace.model.pmml.PmmlArgument} (what JPMML is given) and {@link io.millrace.model.pmml.PmmlScorer} (which
 * failure means what).
 */
package io.millrace.model.pmml;
