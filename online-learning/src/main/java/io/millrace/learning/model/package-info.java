/**
 * A learner with everything around it that turns the raw row of an event into its features: what jobs host, save and publish.
 *
 * <p>In comes a {@link io.millrace.learning.model.FeatureRow}, as it was logged with a prediction, and its label; out go scores and a snapshot. An
 * {@link io.millrace.learning.model.OnlineModel} owns its learner, scalers and encoders. The thinking is in the packages of
 * the algorithms and in {@code preprocessing}; here is the order in which they are asked.
 */
package io.millrace.learning.model;
