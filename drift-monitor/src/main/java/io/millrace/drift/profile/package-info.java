/**
 * What a feature's values were like, in a few kilobytes. In: values, one at a time, on the hot path. Out: {@link
 * io.millrace.drift.profile.FeatureWindow windows}, which merge and travel, and {@link
 * io.millrace.drift.profile.Reference references}, which windows are compared with. A {@link
 * io.millrace.drift.profile.FeatureLayout} says how values are counted: windows of one layout merge, windows of two do
 * not. Two windows in the same bins are all that most tests need, so nothing has to be kept but counts.
 */
package io.millrace.drift.profile;
