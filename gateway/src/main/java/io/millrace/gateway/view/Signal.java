package io.millrace.gateway.view;

import io.millrace.schemas.MonitoringEvent;

/**
 * A finding and its place.
 *
 * @param offset on the monitoring topic
 * @param timestamp when it was written, epoch milliseconds
 * @param event the finding
 */
public record Signal(long offset, long timestamp, MonitoringEvent event) {}
