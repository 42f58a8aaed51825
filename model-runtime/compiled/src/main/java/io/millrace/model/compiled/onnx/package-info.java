/** From ONNX-ML graphs to programs. */
package io.millrace.model.compiled.onnx;
