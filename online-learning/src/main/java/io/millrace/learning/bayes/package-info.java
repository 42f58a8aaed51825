/**
 * Naive Bayes: classifiers that count. In come rows with their class, out go probabilities of the classes; the state is sums over
 * examples, which makes copies that learned side by side exactly one again.
 *
 * <p>What the three have in common (priors, probabilities out of log joints, merging) is in
 * {@link io.millrace.learning.bayes.NaiveBayes}; each of them has its own statistics of features given a class.
 */
package io.millrace.learning.bayes;
