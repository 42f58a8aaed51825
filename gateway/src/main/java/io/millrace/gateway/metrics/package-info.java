/**
 * What Prometheus sees: statuses, signals, learners and the gateway itself as Micrometer meters of fixed names and bounded label sets.
 *
 * <p>In: statuses, signals, views. Out: text for {@code /metrics}. State: the newest value of each series. {@code docs/metrics.md} lists
 * all names of {@link io.millrace.gateway.metrics.MeterName}, and a test compares the two.
 */
package io.millrace.gateway.metrics;
