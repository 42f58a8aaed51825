/**
 * Learners whose scores are functions of w·x + b: each a configuration record, and behind it one of four kinds of state.
 *
 * <table>
 * <caption>Algorithms</caption>
 * <tr><th>algorithm</th><th>configuration</th><th>state</th></tr>
 * <tr><td>{@code logistic-regression}</td><td>{@link io.millrace.learning.linear.LogisticRegressionConfig}</td>
 *     <td>{@link io.millrace.learning.linear.GradientLearner}, River's form</td></tr>
 * <tr><td>{@code linear-regression}</td><td>{@link io.millrace.learning.linear.LinearRegressionConfig}</td><td>the same</td></tr>
 * <tr><td>{@code ftrl-logistic-regression}</td><td>{@link io.millrace.learning.linear.FtrlLogisticRegressionConfig}</td>
 *     <td>the same</td></tr>
 * <tr><td>{@code softmax-regression}</td><td>{@link io.millrace.learning.linear.SoftmaxRegressionConfig}</td>
 *     <td>{@link io.millrace.learning.linear.SoftmaxLearner}, the same for several classes</td></tr>
 * <tr><td>{@code sgd-classifier}</td><td>{@link io.millrace.learning.linear.SgdClassifierConfig}</td>
 *     <td>{@link io.millrace.learning.linear.SgdLearner}, scikit-learn's form</td></tr>
 * <tr><td>{@code sgd-regressor}</td><td>{@link io.millrace.learning.linear.SgdRegressorConfig}</td><td>the same</td></tr>
 * <tr><td>{@code passive-aggressive-classifier}</td>
 *     <td>{@link io.millrace.learning.linear.PassiveAggressiveClassifierConfig}</td>
 *     <td>{@link io.millrace.learning.linear.PassiveAggressiveLearner}</td></tr>
 * <tr><td>{@code passive-aggressive-regressor}</td>
 *     <td>{@link io.millrace.learning.linear.PassiveAggressiveRegressorConfig}</td><td>the same</td></tr>
 * </table>
 *
 * <p>All are {@link io.millrace.learning.linear.LinearModel}s, from which PMML is made, and
 * {@link io.millrace.learning.Combinable}: weights, optimiser state and steps become the mean of the parts', weighted by the examples
 * learned since their base.
 */
package io.millrace.learning.linear;
