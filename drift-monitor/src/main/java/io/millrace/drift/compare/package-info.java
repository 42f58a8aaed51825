/**
 * Compares windows with references. In: a {@link io.millrace.drift.profile.Reference} and a {@link
 * io.millrace.drift.profile.FeatureWindow} a feature; out: {@link io.millrace.drift.compare.Finding findings}. Which
 * measures are taken is said by {@link io.millrace.drift.compare.DriftTestConfig}; the mathematics are in {@code
 * distribution}. Whether a finding becomes an alarm is decided in {@code alarm}, across features and windows.
 */
package io.millrace.drift.compare;
