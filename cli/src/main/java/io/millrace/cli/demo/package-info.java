/**
 * Demonstrations on real data: the whole of Millrace on this machine, with one command.
 *
 * <p>In: an example's folder. Out: progress and a summary for people, or one JSON object. The demonstration uses the same
 * parts that a user would, in the same order: broker, topics, job, publisher, answers.
 */
package io.millrace.cli.demo;
