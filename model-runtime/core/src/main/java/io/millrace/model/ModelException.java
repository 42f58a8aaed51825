package io.millrace.model;

/** A model that cannot be used. Whoever asked for it keeps serving the last good one, or does not start. */
public class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with which model, in one sentence. */
    public ModelException(String message) {
        super(message);
    }

    /** What is wrong with which model, and the engine's own words for it. */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
