/**
 * Changing the model of a running pipeline from the command line: what the commands have in common, pushing a model, signing
 * and sending a command, watching its phases, and the tables of {@code model status} and {@code model history}.
 *
 * <p>In: options, and statuses of a topic that others may write to, so all text of it goes through
 * {@link io.millrace.schemas.Printable}. Out: commands on the control topic, and lines. No state.
 */
package io.millrace.cli.swap;
