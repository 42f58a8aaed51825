package io.millrace.jobs.swap;

/**
 * One record of the control topic.
 *
 * @param offset its offset
 * @param value its bytes; empty for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ControlRecord(long offset, byte[] value) {}
