package io.millrace.model.format.pmml;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dmg.pmml.DataField;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.ResultFeature;
import org.dmg.pmml.ScoreDistribution;
import org.dmg.pmml.Value;
import org.dmg.pmml.clustering.Cluster;
import org.dmg.pmml.clustering.ClusteringModel;
import org.dmg.pmml.general_regression.GeneralRegressionModel;
import org.dmg.pmml.mining.MiningModel;
import org.dmg.pmml.mining.Segment;
import org.dmg.pmml.mining.Segmentation;
import org.dmg.pmml.naive_bayes.NaiveBayesModel;
import org.dmg.pmml.naive_bayes.TargetValueCount;
import org.dmg.pmml.nearest_neighbor.NearestNeighborModel;
import org.dmg.pmml.neural_network.NeuralNetwork;
import org.dmg.pmml.regression.RegressionModel;
import org.dmg.pmml.regression.RegressionTable;
import org.dmg.pmml.scorecard.Scorecard;
import org.dmg.pmml.tree.Node;
import org.dmg.pmml.tree.TreeModel;

/**
 * What a model tells besides its prediction, whether or not an output field asks for it: probabilities of classes,
 * affinities of clusters, reason codes of a scorecard, the nearest neighbours.
 */
final class ModelResults {
    private final PmmlFile file;
    private final String target;

    /**
     * For the model that {@code file} serves.
     *
     * @param target name of its only target, null where it is nameless
     */
    ModelResults(PmmlFile file, String target) {
        this.file = file;
        this.target = target;
    }

    List<PmmlResult> all() {
        List<PmmlResult> results = new ArrayList<>();
        Model model = spokesman(file.model());
        if (model instanceof Scorecard scorecard && scorecard.isUseReasonCodes()) {
            int reasons =
                    scorecard.requireCharacteristics().requireCharacteristics().size();
            for (int rank = 1; rank <= reasons; rank++) {
                results.add(PmmlResult.of(ResultFeature.REASON_CODE, target, rank));
            }
        } else if (model instanceof ClusteringModel clustering) {
            for (String cluster : clusterIds(clustering)) {
                results.add(PmmlResult.of(ResultFeature.AFFINITY, target, cluster));
            }
        } else if (model instanceof NearestNeighborModel neighbours) {
            for (int rank = 1; rank <= neighbours.requireNumberOfNeighbors(); rank++) {
                results.add(PmmlResult.of(ResultFeature.ENTITY_ID, target, rank));
            }
        } else if (model.requireMiningFunction() == MiningFunction.CLASSIFICATION && knowsProbabilities(model)) {
            for (String value : classes(model)) {
                results.add(PmmlResult.of(ResultFeature.PROBABILITY, target, value));
            }
        }
        return results;
    }

    /** The inner model whose result is the outer one's as it is. */
    private static Model spokesman(Model model) {
        if (model instanceof MiningModel ensemble) {
            Segmentation.MultipleModelMethod method =
                    ensemble.requireSegmentation().requireMultipleModelMethod();
            List<Segment> last = PmmlOutputs.lastWord(ensemble.requireSegmentation());
            if (last.size() == 1 && method != Segmentation.MultipleModelMethod.MULTI_MODEL_CHAIN) {
                return spokesman(last.get(0).requireModel());
            }
        }
        return model;
    }

    private static boolean knowsProbabilities(Model model) {
        if (model instanceof MiningModel ensemble) {
            Segmentation segmentation = ensemble.requireSegmentation();
            return switch (segmentation.requireMultipleModelMethod()) {
                case MAJORITY_VOTE, WEIGHTED_MAJORITY_VOTE -> true;
                case SELECT_ALL, MULTI_MODEL_CHAIN -> false;
                default ->
                    segmentation.requireSegments().stream()
                            .allMatch(segment -> knowsProbabilities(segment.requireModel()));
            };
        }
        if (model instanceof TreeModel tree) {
            return !scored(tree.requireNode(), new LinkedHashSet<>()).isEmpty();
        }
        return model instanceof RegressionModel
                || model instanceof GeneralRegressionModel
                || model instanceof NaiveBayesModel
                || model instanceof NeuralNetwork;
    }

    /** The target's values; where the dictionary lists none, those that the model mentions. */
    private Set<String> classes(Model model) {
        Set<String> classes = new LinkedHashSet<>();
        for (DataField field : file.pmml().requireDataDictionary().getDataFields()) {
            if (field.requireName().equals(target)) {
                classes.addAll(PmmlField.listed(field, Value.Property.VALID));
            }
        }
        return classes.isEmpty() ? mentioned(model, classes) : classes;
    }

    private static Set<String> mentioned(Model model, Set<String> classes) {
        if (model instanceof MiningModel ensemble) {
            ensemble.requireSegmentation()
                    .requireSegments()
                    .forEach(segment -> mentioned(segment.requireModel(), classes));
        } else if (model instanceof TreeModel tree) {
            scored(tree.requireNode(), classes);
        } else if (model instanceof RegressionModel regression) {
            for (RegressionTable table : regression.requireRegressionTables()) {
                classes.add(String.valueOf(table.requireTargetCategory()));
            }
        } else if (model instanceof NaiveBayesModel bayes) {
            for (TargetValueCount count :
                    bayes.requireBayesOutput().requireTargetValueCounts().requireTargetValueCounts()) {
                classes.add(String.valueOf(count.requireValue()));
            }
        }
        return classes;
    }

    /** Trees nest no deeper than elements may. */
    private static Set<String> scored(Node node, Set<String> classes) {
        if (node.hasScoreDistributions()) {
            for (ScoreDistribution distribution : node.getScoreDistributions()) {
                classes.add(String.valueOf(distribution.requireValue()));
            }
        }
        if (node.hasNodes()) {
            node.getNodes().forEach(child -> scored(child, classes));
        }
        return classes;
    }

    /** A cluster without an id has its position, from 1. */
    private static List<String> clusterIds(ClusteringModel model) {
        List<String> ids = new ArrayList<>();
        for (Cluster cluster : model.requireClusters()) {
            ids.add(cluster.getId() == null ? String.valueOf(ids.size() + 1) : cluster.getId());
        }
        return ids;
    }
}
