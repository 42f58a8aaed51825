/**
 * ONNX files before any engine sees them.
 *
 * <p>In: a {@link io.millrace.model.ModelBundle} of format {@code onnx}. Out: an
 * {@link io.millrace.model.format.onnx.OnnxFile}, parsed and scanned, and an
 * {@link io.millrace.model.format.onnx.OnnxBinding}: the contract, and where rows go into the graph and scores come out.
 * State: none. All engines that read ONNX use both, so that all of them promise the same.
 */
package io.millrace.model.format.onnx;
