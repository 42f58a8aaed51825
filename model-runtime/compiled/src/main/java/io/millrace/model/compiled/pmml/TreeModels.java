package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.ScoreDistribution;
import org.dmg.pmml.tree.Node;
import org.dmg.pmml.tree.TreeModel;

/** Compiles TreeModel: a tree alone; and says what the leaves of trees in an ensemble hold. */
final class TreeModels {
    private final Lowering lowering;
    private final Names names;
    private final Target target;

    TreeModels(Lowering lowering, Names names, Target target) {
        this.lowering = lowering;
        this.names = names;
        this.target = target;
    }

    Prediction lower(TreeModel model) {
        Forest forest = new Forest(lowering);
        if (model.requireMiningFunction() == MiningFunction.REGRESSION) {
            forest.add(model, names, new Numbers(target, 1));
            // the leaves hold what the target makes of scores
            Column value = forest.sums().get(0).withType(target.type(), target.opType());
            return target.finishedNumber(value);
        }
        List<String> classes = List.copyOf(classes(model.requireNode(), new LinkedHashSet<>()));
        boolean hasProbabilities = hasDistributions(model.requireNode());
        forest.add(model, names, new LabelAndProbabilities(target, classes, hasProbabilities));
        List<Column> sums = forest.sums();
        return target.category(classes, sums.get(0), sums.subList(1, sums.size()));
    }

    /** All classes that the nodes mention, in their order. */
    static Set<String> classes(Node node, Set<String> classes) {
        for (ScoreDistribution distribution : distributions(node)) {
            classes.add(Literals.text(distribution.requireValue()));
        }
        if (node.getScore() != null) {
            classes.add(Literals.text(node.getScore()));
        }
        if (node.hasNodes()) {
            node.getNodes().forEach(child -> classes(child, classes));
        }
        return classes;
    }

    /** Whether every node that may be a prediction has a distribution. */
    static boolean hasDistributions(Node node) {
        boolean isPrediction = !node.hasNodes() || node.getScore() != null;
        if (isPrediction && !node.hasScoreDistributions()) {
            return false;
        }
        return !node.hasNodes() || node.getNodes().stream().allMatch(TreeModels::hasDistributions);
    }

    private static List<ScoreDistribution> distributions(Node node) {
        return node.hasScoreDistributions() ? node.getScoreDistributions() : List.of();
    }

    /** Leaves that hold a number, weighted. */
    record Numbers(Target target, double weight) implements TreeShape.Leaves {
        @Override
        public int targets() {
            return 1;
        }

        @Override
        public double[] of(Node node) {
            if (node.getScore() == null) {
                return null;
            }
            DataType precision = target.isSingle() ? DataType.FLOAT : DataType.DOUBLE;
            OptionalDouble score = Literals.number(precision, Literals.text(node.getScore()));
            double value = score.isPresent() ? target.finished(score.getAsDouble()) : Undefined.VALUE;
            return Double.isNaN(value) ? null : new double[] {weight == 1 ? value : weight * value};
        }
    }

    /** Leaves that hold the number of the predicted class, then the probability of each. */
    record LabelAndProbabilities(Target target, List<String> classes, boolean hasProbabilities)
            implements TreeShape.Leaves {
        @Override
        public int targets() {
            return 1 + (hasProbabilities ? classes.size() : 0);
        }

        @Override
        public double[] of(Node node) {
            if (node.getScore() == null) {
                return null;
            }
            double[] values = new double[targets()];
            values[0] = classes.indexOf(Literals.text(node.getScore()));
            if (hasProbabilities) {
                double[] probabilities = probabilities(node, classes, target.isSingle());
                if (probabilities == null) {
                    return null;
                }
                System.arraycopy(probabilities, 0, values, 1, classes.size());
            }
            return values;
        }
    }

    /** Leaves that hold the probability of each class, weighted. */
    record Probabilities(List<String> classes, double weight, boolean single) implements TreeShape.Leaves {
        @Override
        public int targets() {
            return classes.size();
        }

        @Override
        public double[] of(Node node) {
            if (node.getScore() == null) {
                return null;
            }
            double[] probabilities = probabilities(node, classes, single);
            for (int i = 0; probabilities != null && weight != 1 && i < probabilities.length; i++) {
                probabilities[i] *= weight;
            }
            return probabilities;
        }
    }

    /** The distribution of a node; null where it says nothing. Counts, and probabilities that do not add up to 1, are shares. */
    private static double[] probabilities(Node node, List<String> classes, boolean single) {
        double[] probabilities = new double[classes.size()];
        double sum = 0;
        boolean byProbability =
                !distributions(node).isEmpty() && distributions(node).get(0).getProbability() != null;
        for (ScoreDistribution distribution : distributions(node)) {
            Number written = byProbability ? distribution.getProbability() : distribution.requireRecordCount();
            if (written == null || (byProbability && !(written.doubleValue() >= 0 && written.doubleValue() <= 1))) {
                throw Unsupported.attribute(distribution, "probability", Objects.toString(written));
            }
            double value = single ? written.floatValue() : written.doubleValue();
            sum = single ? (float) (sum + value) : sum + value;
            probabilities[classes.indexOf(Literals.text(distribution.requireValue()))] = value;
        }
        if (sum == 0) {
            return null;
        }
        for (int i = 0; sum != 1 && i < probabilities.length; i++) {
            probabilities[i] = single ? (float) (probabilities[i] / sum) : probabilities[i] / sum;
        }
        return probabilities;
    }
}
