/**
 * Sequential detectors: one algorithm a file, named as in the literature, each with a record of its settings.
 *
 * <p>In: one number at a time. Out: a {@link io.millrace.drift.DriftLevel}. State: in the detector, and in its snapshot. What all have in common is in
 * {@link io.millrace.drift.detector.SequentialDetector}, all of them by name in {@link io.millrace.drift.detector.Detectors}.
 */
package io.millrace.drift.detector;
