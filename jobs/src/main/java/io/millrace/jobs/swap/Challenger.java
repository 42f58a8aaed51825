package io.millrace.jobs.swap;

import java.io.Serializable;

/**
 * A model that answers beside the champion, on the shadow topic.
 *
 * @param model the model
 * @param percent share of the keys that it is asked about, 1 to 100
 */
public record Challenger(DeployedModel model, int percent) implements Serializable {}
