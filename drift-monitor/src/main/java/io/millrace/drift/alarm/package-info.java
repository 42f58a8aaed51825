/**
 * From findings to alarms that people can trust. In: all {@link io.millrace.drift.compare.Finding findings} of a window,
 * across features. Out: {@link io.millrace.drift.alarm.Alarm alarms}, one a drift. State: a few bytes a feature, which is
 * saved and restored.
 */
package io.millrace.drift.alarm;
