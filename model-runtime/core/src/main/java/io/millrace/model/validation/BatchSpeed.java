package io.millrace.model.validation;

/**
 * How fast a model is, alone in its process and after a short warm-up: a lower bound for a hot job.
 *
 * @param rows of a batch
 * @param rowsPerSecond on one thread
 * @param p99Micros 99 of 100 batches took at most this many microseconds
 */
public record BatchSpeed(int rows, double rowsPerSecond, double p99Micros) {}
