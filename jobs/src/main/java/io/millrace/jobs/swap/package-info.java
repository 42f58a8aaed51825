/**
 * Changing the model of a running stream: the protocol between {@code ModelCoordinator} and the
 * subtasks of the scoring operator, and what both know.
 *
 * <p>{@code docs/hot-swap.md} tells it whole. In short: the coordinator reads the control topic, and the status topic is its
 * journal. A decision is first a record there, then state, then an instruction; so after a failure the journal tells what
 * was decided. Subtasks ask for instructions and say how far they are, again and again, so a lost answer costs nothing.
 */
package io.millrace.jobs.swap;
