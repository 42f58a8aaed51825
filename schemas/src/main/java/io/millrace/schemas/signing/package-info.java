/**
 * Who may command a pipeline: signatures of commands, and the key files of those who sign.
 *
 * <p>In: commands and keys, or the bytes of a control record. Out: the other of the two, or a refusal with a stable code.
 * Signatures are Ed25519, by the JDK alone. No state, no network.
 */
package io.millrace.schemas.signing;
