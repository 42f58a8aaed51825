/**
 * A drift report: one reference, one current sample, every feature. In: references and windows; out: a {@link
 * io.millrace.drift.report.DriftReport} and its page. The same tests as on the stream.
 */
package io.millrace.drift.report;
