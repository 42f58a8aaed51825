/**
 * The gateway: a small service beside a pipeline that shows it and steers it over HTTP, without Flink.
 *
 * <p>In: the topics status, monitoring, models and quarantine; requests. Out: answers, series for Prometheus, signed commands on the control topic. State:
 * views in memory, rebuilt at each start. {@link io.millrace.gateway.Gateway} puts the parts together.
 */
package io.millrace.gateway;
