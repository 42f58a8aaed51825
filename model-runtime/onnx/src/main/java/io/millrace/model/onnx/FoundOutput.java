package io.millrace.model.onnx;

import io.millrace.model.format.onnx.OutputSignature;
import io.millrace.model.format.onnx.TensorSignature;

/**
 * A graph output as a run showed it.
 *
 * @param declared what the file says of it
 * @param rowShape a tensor's dimensions behind the rows; null for maps
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FoundOutput(TensorSignature declared, OutputSignature signature, long[] rowShape) {}
