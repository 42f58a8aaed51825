/**
 * How great measures usually are. In: findings of windows that count as normal. Out: thresholds below which a later window is as usual. State: a
 * few figures a statistic, which are saved and restored.
 */
package io.millrace.drift.baseline;
