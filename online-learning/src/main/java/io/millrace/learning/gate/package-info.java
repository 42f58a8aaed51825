/**
 * Who may serve: a learner's candidate is offered only after it was better than what serves, on examples that it has not learned.
 *
 * <p>In come labelled examples with the answer that was served, and learners that can make snapshots; out go verdicts. The
 * gate owns the candidates on trial, the comparisons and the refusals in a row; a {@link io.millrace.learning.gate.DivergenceGuard} owns what tells
 * that a learner has gone astray. Publishing, versions on topics and deployment are wired in {@code jobs}.
 */
package io.millrace.learning.gate;
