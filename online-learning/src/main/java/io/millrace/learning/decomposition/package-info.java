/**
 * Dictionary learning: rows as sparse sums of a few learned atoms. In come rows, labels are ignored; a score is the row's code, the
 * weight of each atom.
 *
 * <p>{@link io.millrace.learning.decomposition.MiniBatchDictionaryLearning} owns the dictionary and its statistics,
 * {@link io.millrace.learning.decomposition.LassoLars} finds codes. PMML has no such model; {@code io.millrace.learning.onnx} exports one.
 */
package io.millrace.learning.decomposition;
