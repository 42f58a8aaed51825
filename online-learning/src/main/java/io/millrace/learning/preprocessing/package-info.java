/**
 * From raw values to the numbers that learners take: scaling, one-hot columns, hashing.
 *
 * <p>In come numbers and texts of one row, out go values and column numbers. Each class owns what it has learned about its
 * columns, writes it into a snapshot, and can be merged with a twin that has seen other rows. Which field goes through which of them
 * is decided in {@code io.millrace.learning.model}.
 */
package io.millrace.learning.preprocessing;
