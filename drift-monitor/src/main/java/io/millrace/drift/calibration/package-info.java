/**
 * Finds thresholds on recorded data in which nothing went wrong, and what they cost: how long injected shifts stay unseen. In:
 * a {@link io.millrace.drift.calibration.Recording}; out: a {@link io.millrace.drift.calibration.Calibration.Result}. The same
 * tests and alarms as on the stream.
 */
package io.millrace.drift.calibration;
