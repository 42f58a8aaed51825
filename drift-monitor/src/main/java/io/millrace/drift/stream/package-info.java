/**
 * Seeded streams of labelled rows whose concept changes at known rows, for trying detectors and learners: generators of the literature, written from their papers,
 * and drifts made of them.
 *
 * <p>In: a seed. Out: rows and labels, the same on every machine. State: a {@link io.millrace.drift.stream.RowStream} is read once, from the first row on.
 */
package io.millrace.drift.stream;
