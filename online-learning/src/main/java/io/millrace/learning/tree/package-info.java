/**
 * Trees that grow while examples come: the learners that see interactions between features.
 *
 * <p>In come rows with a class, out go class probabilities, or the tree itself as {@link io.millrace.learning.tree.TreeNode}s, for an open
 * document. A tree owns its nodes, the statistics at its leaves and, in the adaptive form, the error windows and alternate
 * subtrees. The thinking is in {@code SplitFinder} (where to split and when that is sure), {@code Leaf} (what is kept and predicted)
 * and {@link io.millrace.learning.tree.HoeffdingAdaptiveTree} (what to do when the world changes).
 */
package io.millrace.learning.tree;
