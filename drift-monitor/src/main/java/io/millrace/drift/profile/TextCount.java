package io.millrace.drift.profile;

/**
 * A text and how often it was seen.
 *
 * @param text the text; the beginning and a hash of one that is longer than 40 bytes
 * @param count at least this often
 */
public record TextCount(String text, long count) {}
