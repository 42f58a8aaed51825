package io.millrace.model;

import java.util.Set;

/**
 * Turns bundles into models. Engines register as {@code META-INF/services/io.millrace.model.ModelEngine};
 * {@link Models} picks one. Safe for all threads.
 */
public interface ModelEngine {
    /** Name for people, e.g. {@code onnxruntime}. */
    String name();

    /** Formats that it reads, as in {@code model.yaml}, e.g. {@code onnx}. */
    Set<String> formats();

    /**
     * Whether this engine's numbers are what its formats mean. Other engines serve only models on which they agree with
     * the reference engine.
     */
    boolean isReference();

    /**
     * Loads a model.
     *
     * @param device where it is to run; an engine that cannot use it falls back to the CPU and says so in
     *     {@link Model#degradation()}
     * @throws UnsupportedModelException if the model may be fine, but is beyond this engine
     * @throws ModelException if the file is damaged, of another format, or contradicts its {@code model.yaml}
     */
    Model load(ModelBundle bundle, Device device);
}
