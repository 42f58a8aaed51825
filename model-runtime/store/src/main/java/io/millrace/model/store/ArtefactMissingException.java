package io.millrace.model.store;

import io.millrace.model.ModelException;

/** The store does not have the bytes of a model, or has lost them. They can be fetched again. */
public final class ArtefactMissingException extends ModelException {
    private static final long serialVersionUID = 1L;

    ArtefactMissingException(String message) {
        super(message);
    }
}
