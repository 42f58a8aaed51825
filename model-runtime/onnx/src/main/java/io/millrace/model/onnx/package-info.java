/**
 * Engine for ONNX models: ONNX Runtime on the CPU, one thread a scorer, buffers created once.
 *
 * <p>In: a bundle of format {@code onnx}. Out: a {@link io.millrace.model.Model}. State: native sessions, freed when the
 * model and its last scorer are closed. The thinking is in {@link io.millrace.model.onnx.OnnxLayout} (which column goes
 * into which tensor) and {@link io.millrace.model.onnx.OnnxScorer} (the hot path).
 */
package io.millrace.model.onnx;
