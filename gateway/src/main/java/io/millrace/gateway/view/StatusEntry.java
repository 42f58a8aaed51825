package io.millrace.gateway.view;

import io.millrace.schemas.ModelStatus;

/**
 * A status and its place.
 *
 * @param offset on the status topic
 * @param status what it says
 */
public record StatusEntry(long offset, ModelStatus status) {}
