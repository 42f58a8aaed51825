package io.millrace.gateway.http;

import java.util.List;

/** A request that cannot be answered as it is: becomes problem details (RFC 9457). */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> errors;

    /**
     * A problem.
     *
     * @param status HTTP status
     * @param detail what is wrong here, for a person
     */
    public ProblemException(int status, String detail) {
        this(status, detail, List.of());
    }

    /**
     * A problem with several causes.
     *
     * @param errors one line each
     */
    public ProblemException(int status, String detail, List<String> errors) {
        super(detail);
        this.status = status;
        this.errors = List.copyOf(errors);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** All mistakes, where there are several. */
    public List<String> errors() {
        return errors == null ? List.of() : errors;
    }
}
