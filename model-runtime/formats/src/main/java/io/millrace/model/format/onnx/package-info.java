/** ONNX files: parsed, scanned for what must never reach an engine, and bound to a contract. */
package io.millrace.model.format.onnx;
