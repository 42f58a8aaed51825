/**
 * Finds out in a child process whether a model is safe to serve: a {@link io.millrace.model.validation.ValidationProcess}
 * starts a JVM with limits, in which {@link io.millrace.model.validation.ModelValidator} loads the model, compares engines,
 * asks for the golden rows and measures. Whatever the model does there, the parent gets a
 * {@link io.millrace.model.validation.ValidationResult}.
 */
package io.millrace.model.validation;
