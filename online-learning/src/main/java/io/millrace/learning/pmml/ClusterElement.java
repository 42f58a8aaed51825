package io.millrace.learning.pmml;

import io.millrace.learning.cluster.KMeans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dmg.pmml.Array;
import org.dmg.pmml.ComparisonMeasure;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Euclidean;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.OpType;
import org.dmg.pmml.Output;
import org.dmg.pmml.OutputField;
import org.dmg.pmml.ResultFeature;
import org.dmg.pmml.Value;
import org.dmg.pmml.clustering.Cluster;
import org.dmg.pmml.clustering.ClusteringField;
import org.dmg.pmml.clustering.ClusteringModel;

/** K-means as ClusteringModel: centres among scaled values, clusters called 0, 1, and so on. */
final class ClusterElement {
    private ClusterElement() {}

    /**
     * The model element.
     *
     * @throws NotExportableException if there are no centres yet
     */
    static Model of(KMeans learner, DocumentFields fields, PmmlNames names) {
        if (!learner.isStarted()) {
            throw new NotExportableException("must have centres, found " + learner.examples() + " examples learned");
        }
        double[][] centres =
                IntStream.range(0, learner.outputs()).mapToObj(learner::centre).toArray(double[][]::new);
        List<ClusteringField> inputs = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (int j = 0; j < learner.dimension(); j++) {
            String name = field(fields, j, centres);
            if (name != null) {
                inputs.add(new ClusteringField(name));
                columns.add(j);
            }
        }
        List<Cluster> clusters = new ArrayList<>();
        for (int k = 0; k < centres.length; k++) {
            clusters.add(new Cluster(array(centres[k], columns)).setId(Integer.toString(k)));
        }
        List<String> ids = clusters.stream().map(Cluster::getId).toList();
        return new ClusteringModel(
                        MiningFunction.CLUSTERING,
                        ClusteringModel.ModelClass.CENTER_BASED,
                        clusters.size(),
                        fields.miningSchema(),
                        new ComparisonMeasure(ComparisonMeasure.Kind.DISTANCE, new Euclidean()),
                        inputs,
                        clusters)
                .setOutput(output(names, ids));
    }

    /** Null if a column makes no difference: 0 in every row, as in every centre. */
    private static String field(DocumentFields fields, int column, double[][] centres) {
        String name = fields.ofColumn(column);
        boolean isZero = name == null && Arrays.stream(centres).allMatch(centre -> centre[column] == 0);
        return isZero || name != null ? name : fields.zero(column);
    }

    private static Array array(double[] centre, List<Integer> columns) {
        return new Array(
                Array.Type.REAL,
                columns.stream().map(j -> Double.toString(centre[j])).collect(Collectors.joining(" ")));
    }

    private static Output output(PmmlNames names, List<String> ids) {
        OutputField nearest = new OutputField(names.choice(), OpType.CATEGORICAL, DataType.STRING)
                .setResultFeature(ResultFeature.PREDICTED_VALUE);
        ids.forEach(id -> nearest.addValues(new Value(id)));
        return Outputs.numbers(ResultFeature.AFFINITY, names.scores(), ids).addOutputFields(nearest);
    }
}
