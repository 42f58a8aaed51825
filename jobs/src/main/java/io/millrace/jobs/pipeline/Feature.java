package io.millrace.jobs.pipeline;

import java.io.Serializable;

/**
 * A feature as the pipeline file declares it.
 *
 * @param name its name, which a model input of the same name takes
 * @param from field of the event, dots lead into nested records
 * @param categorical whether it is a text
 * @param size 1, or the length of a vector
 */
public record Feature(String name, String from, boolean categorical, int size) implements Serializable {}
