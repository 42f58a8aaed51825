package io.millrace.learning.pmml;

import io.millrace.learning.tree.TreeLearner;
import io.millrace.learning.tree.TreeNode;
import java.util.List;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.Predicate;
import org.dmg.pmml.ScoreFrequency;
import org.dmg.pmml.SimplePredicate;
import org.dmg.pmml.True;
import org.dmg.pmml.tree.BranchNode;
import org.dmg.pmml.tree.ComplexNode;
import org.dmg.pmml.tree.Node;
import org.dmg.pmml.tree.TreeModel;

/** A decision tree as TreeModel: the same questions, about the same numbers. Leaves hold smoothed counts of the classes. */
final class TreeElement {
    private final DocumentFields fields;

    private TreeElement(DocumentFields fields) {
        this.fields = fields;
    }

    static Model of(TreeLearner learner, DocumentFields fields, PmmlNames names) {
        List<String> classes = fields.config().classes();
        fields.declareTarget(names.choice(), classes);
        Node root = new TreeElement(fields).node(learner.root(), True.INSTANCE);
        return new TreeModel(MiningFunction.CLASSIFICATION, fields.miningSchema(), root)
                .setOutput(Outputs.probabilities(
                        names.scores(), learner.outputs() == 1 ? classes.subList(1, 2) : classes));
    }

    private Node node(TreeNode node, Predicate reached) {
        if (node instanceof TreeNode.Split split) {
            return split(split, reached);
        }
        return leaf((TreeNode.Leaf) node, reached);
    }

    private Node split(TreeNode.Split split, Predicate reached) {
        String field = fields.ofColumn(split.feature());
        if (field == null) { // 0 in every row
            return node(split.threshold() >= 0 ? split.low() : split.high(), reached);
        }
        return new BranchNode(null, reached)
                .addNodes(
                        node(
                                split.low(),
                                new SimplePredicate(field, SimplePredicate.Operator.LESS_OR_EQUAL, split.threshold())),
                        node(
                                split.high(),
                                new SimplePredicate(field, SimplePredicate.Operator.GREATER_THAN, split.threshold())));
    }

    private Node leaf(TreeNode.Leaf leaf, Predicate reached) {
        List<String> classes = fields.config().classes();
        int best = 0;
        for (int c = 1; c < classes.size(); c++) {
            best = leaf.probabilities().get(c) > leaf.probabilities().get(best) ? c : best;
        }
        ComplexNode node = new ComplexNode(classes.get(best), reached);
        for (int c = 0; c < classes.size(); c++) {
            node.addScoreDistributions(
                    new ScoreFrequency(classes.get(c), leaf.probabilities().get(c) * (leaf.weight() + classes.size())));
        }
        return node;
    }
}
