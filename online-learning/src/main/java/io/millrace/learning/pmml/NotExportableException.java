package io.millrace.learning.pmml;

/** A model that has no PMML document, at least for now: the caller publishes nothing and says why. */
public final class NotExportableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotExportableException(String message) {
        super(message);
    }
}
