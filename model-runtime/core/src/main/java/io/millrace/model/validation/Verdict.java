package io.millrace.model.validation;

/** How a validation ended. The name is a stable code. */
public enum Verdict {
    /** The model may serve. */
    ACCEPTED,
    /** The file is damaged, of another format, or brings what no model may bring. */
    LOAD_FAILED,
    /** The model is whole, but does not fit its {@code model.yaml} or what rows can be put into. */
    CONTRACT,
    /** The model answers its golden rows otherwise than {@code golden.jsonl} says. */
    GOLDEN,
    /** The engine broke off with an error that it should not know. */
    FAILED,
    /** The child process died. */
    CRASHED,
    /** It used more memory than allowed. */
    OUT_OF_MEMORY,
    /** It used more processor time than allowed. */
    OUT_OF_CPU,
    /** It took more time than allowed. */
    TIMEOUT
}
