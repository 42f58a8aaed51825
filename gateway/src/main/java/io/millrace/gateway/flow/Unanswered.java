package io.millrace.gateway.flow;

/**
 * Offsets of the events topic that have no answer; whether there are events, nobody has looked.
 *
 * @param partition of the events topic
 * @param from the first of them
 * @param to behind the last
 */
public record Unanswered(int partition, long from, long to) {}
