/**
 * The command line: {@code millrace …}.
 *
 * <p>In: arguments. Out: text for people, one JSON object for programs with {@code --json}, an exit code: 0 done, 1
 * failed, 2 wrong use or invalid input. One class a command; {@code local} runs Kafka and Flink on this machine,
 * {@code publish} reads files of events, {@code demo} holds the demonstrations.
 */
package io.millrace.cli;
