/**
 * How the pipeline flows, as anybody can see who reads its topics: events that arrive, answers, how long they take, and whether one is
 * missing.
 *
 * <p>In: ends of the events topic, and the answers on the predictions and dead-letters topics, read as they are committed. Out: a point a
 * second, for the console and {@code /metrics}. State: in memory, since the gateway's start; {@link
 * io.millrace.gateway.flow.AnswerLedger} has the thinking.
 */
package io.millrace.gateway.flow;
