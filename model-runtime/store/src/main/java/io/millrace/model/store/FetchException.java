package io.millrace.model.store;

/** A model that was not fetched. Nothing of it is left in the store. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as a stable code. */
    public enum Reason {
        /** The address is malformed, not allowed, leads to a refused network, or answers with a redirect. */
        ADDRESS,
        /** The server cannot be reached, does not have the file, or broke off. */
        FETCH_FAILED,
        /** The bytes have another hash than the command says. */
        HASH,
        /** There are more or fewer bytes than the command says, or more than are allowed. */
        SIZE,
        /** It took longer than is allowed. */
        TIMEOUT
    }

    private final Reason reason;
    private final boolean retryable;

    FetchException(Reason reason, boolean retryable, String message) {
        this(reason, retryable, message, null);
    }

    FetchException(Reason reason, boolean retryable, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryable = retryable;
    }

    /** Why it was not fetched. */
    public Reason reason() {
        return reason;
    }

    /** Whether somebody may be trying something: a refused address, or other bytes than were signed. */
    public boolean isSecurity() {
        return reason == Reason.ADDRESS || reason == Reason.HASH;
    }

    /** Whether the same request may succeed later. */
    public boolean isRetryable() {
        return retryable;
    }
}
