/**
 * What the gateway knows, in memory: statuses and what serves, signals, learners, quarantine. All of bounded size, and rebuilt from the topics at
 * each start.
 *
 * <p>In: records of topics, from one thread a view. Out: answers to requests, from any thread.
 */
package io.millrace.gateway.view;
