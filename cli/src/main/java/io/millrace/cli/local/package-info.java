/**
 * Flink on this machine: a job in a MiniCluster of this process, its data in one folder, its metrics at hand.
 */
package io.millrace.cli.local;
