package io.millrace.gateway.inference;

/** A request for scores that is not as the protocol or the model has it. The message names the tensor and the rule. */
final class BadTensorException extends Exception {
    private static final long serialVersionUID = 1L;

    BadTensorException(String message) {
        super(message);
    }
}
