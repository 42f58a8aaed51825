package io.millrace.model;

/** A model that another engine may be able to serve; the message says what this one cannot do. */
public class UnsupportedModelException extends ModelException {
    private static final long serialVersionUID = 1L;

    /** With what is unsupported. */
    public UnsupportedModelException(String message) {
        super(message);
    }
}
