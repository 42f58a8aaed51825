package io.millrace.gateway.auth;

/** A request whose token is none that counts, or cannot be judged now. The message says nothing of the token. */
public final class TokenRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** With a sentence for the caller. */
    public TokenRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public enum Reason {
        /** There is none. */
        MISSING,
        /** It is not known, not signed as it must be, or for somebody else. */
        INVALID,
        /** It was valid once. */
        EXPIRED,
        /** The issuer's keys cannot be had. */
        ISSUER_UNREACHABLE
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
