package io.millrace.model;

/**
 * Turns bundles of one format into models. Engines register as {@code META-INF/services/io.millrace.model.ModelEngine};
 * {@link Models} picks one. Safe for all threads.
 */
public interface ModelEngine {
    /** Name for people, e.g. {@code onnxruntime}. */
    String name();

    /** Format that it reads, as in {@code model.yaml}, e.g. {@code onnx}. */
    String format();

    /**
     * Loads a model.
     *
     * @throws ModelException if the file is damaged, of another format, unsupported, or contradicts its {@code model.yaml}
     */
    Model load(ModelBundle bundle);
}
