/** Rows that wait for a mini-batch, and rows laid out densely. */
package io.millrace.learning.batch;
