/** The saved form of learners: versioned, self-contained bytes, read back to a bit-equal continuation. */
package io.millrace.learning.snapshot;
