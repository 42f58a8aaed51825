package io.millrace.model.compiled.pmml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dmg.pmml.ScoreDistribution;
import org.dmg.pmml.mining.Segment;
import org.dmg.pmml.tree.Node;

/** The order in which the nodes of trees list their classes. */
final class DistributionOrder {
    private DistributionOrder() {}

    /**
     * Checks that all distributions below a node list the same classes in the same order.
     *
     * @param classes found so far; filled by the first distribution
     */
    static void check(Node node, Set<String> classes, Segment segment) {
        if (node.hasScoreDistributions()) {
            List<String> listed = new ArrayList<>();
            for (ScoreDistribution distribution : node.getScoreDistributions()) {
                listed.add(Literals.text(distribution.requireValue()));
            }
            if (classes.isEmpty()) {
                classes.addAll(listed);
            }
            if (!List.copyOf(classes).equals(listed)) {
                throw Unsupported.element(segment, "distributions of " + classes + " and of " + listed);
            }
        }
        if (node.hasNodes()) {
            node.getNodes().forEach(child -> check(child, classes, segment));
        }
    }
}
