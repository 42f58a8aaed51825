/**
 * K-means on a stream: centres that follow the rows. Labels are ignored; a score is the distance to each centre.
 *
 * <p>{@link io.millrace.learning.cluster.StreamingKMeans} forgets (Spark's form), {@link io.millrace.learning.cluster.MiniBatchKMeans} averages
 * over all rows (scikit-learn's form), {@link io.millrace.learning.cluster.SequentialKMeans} moves a centre for each row (River's form). Centres,
 * their weights, rows that wait for their mini-batch, clocks and random state are all in the snapshot.
 */
package io.millrace.learning.cluster;
