package io.millrace.model;

/**
 * Where {@code model.yaml} says that an output comes from.
 *
 * @param name name of the output
 * @param from the engine's name for it: an ONNX graph output, or a PMML output or target field
 * @param index column of a tensor; -1 where {@code from} is a single value
 */
public record OutputSource(String name, String from, int index) {}
