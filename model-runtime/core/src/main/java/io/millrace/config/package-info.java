/**
 * Reading YAML files that people write: {@code pipeline.yaml} and {@code model.yaml}.
 *
 * <p>In: text. Out: checked values, or <em>all</em> mistakes at once, each as {@code path: rule, value found}. No state.
 */
package io.millrace.config;
