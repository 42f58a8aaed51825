package io.millrace.benchmarks;

/**
 * How events fared in phases of one kind.
 *
 * @param seconds the phases together
 * @param events due in them
 * @param answersPerSecond received in them
 * @param p50 median latency, milliseconds
 * @param p99 99 % of the events are answered within this, milliseconds
 * @param p999 99.9 %, milliseconds
 * @param max the longest, milliseconds
 */
record PhaseFigures(
        double seconds, long events, double answersPerSecond, double p50, double p99, double p999, double max) {}
