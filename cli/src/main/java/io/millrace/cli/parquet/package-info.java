/** Parquet files without Hadoop: how to open them, and their codecs. Comes in: a path. Goes out: Parquet's reader or writer. */
package io.millrace.cli.parquet;
