/**
 * Engine for ONNX models: ONNX Runtime on the CPU or a GPU, one thread a scorer, buffers created once.
 *
 * <p>In: a bundle of format {@code onnx}. Out: a {@link io.millrace.model.Model}. State: native sessions, freed when the
 * model and its last scorer are closed. What a graph needs and gives is told by
 * {@link io.millrace.model.format.onnx.OnnxBinding}; the thinking here is in {@link io.millrace.model.onnx.OnnxScorer} (the
 * hot path), {@link io.millrace.model.onnx.OutputProbe} (what a file does not tell) and
 * {@link io.millrace.model.onnx.OnnxSession} (devices).
 */
package io.millrace.model.onnx;
