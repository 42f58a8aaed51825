package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Distances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dmg.pmml.Chebychev;
import org.dmg.pmml.CityBlock;
import org.dmg.pmml.CompareFunction;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Euclidean;
import org.dmg.pmml.Measure;
import org.dmg.pmml.OpType;
import org.dmg.pmml.SquaredEuclidean;
import org.dmg.pmml.clustering.Cluster;
import org.dmg.pmml.clustering.ClusteringField;
import org.dmg.pmml.clustering.ClusteringModel;

/** Compiles ClusteringModel with centres, such as k-means: the nearest centre wins. */
final class ClusteringModels {
    private final Columns columns;
    private final Names names;

    ClusteringModels(Lowering lowering, Names names) {
        columns = lowering.columns();
        this.names = names;
    }

    Prediction lower(ClusteringModel model) {
        if (model.requireModelClass() != ClusteringModel.ModelClass.CENTER_BASED || model.getCenterFields() != null) {
            throw Unsupported.attribute(
                    model, "modelClass", model.requireModelClass().value());
        }
        Distances.Measure measure = measure(model);
        List<Column> fields = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (ClusteringField field : model.requireClusteringFields()) {
            if (field.getCenterField() != ClusteringField.CenterField.TRUE) {
                throw Unsupported.attribute(field, "isCenterField", "false");
            }
            CompareFunction function = field.getCompareFunction() == null
                    ? model.requireComparisonMeasure().getCompareFunction()
                    : field.getCompareFunction();
            if (function != CompareFunction.ABS_DIFF) {
                throw Unsupported.attribute(field, "compareFunction", function.value());
            }
            Column column = names.column(field.requireField());
            if (!column.isNumeric()) {
                throw Unsupported.element(
                        field, "a field of type " + column.type().value());
            }
            columns.require(column);
            fields.add(column);
            weights.add(
                    field.getFieldWeight() == null ? 1 : field.getFieldWeight().doubleValue());
        }
        double[] missingWeights = new double[fields.size()];
        Arrays.fill(missingWeights, 1);
        if (model.getMissingValueWeights() != null) {
            missingWeights = ArrayValues.numbers(model.getMissingValueWeights().requireArray());
        }
        List<String> ids = new ArrayList<>();
        List<double[]> centres = new ArrayList<>();
        for (Cluster cluster : model.requireClusters()) {
            ids.add(cluster.getId() == null ? String.valueOf(ids.size() + 1) : cluster.getId());
            centres.add(ArrayValues.numbers(cluster.requireArray()));
        }
        int first = columns.builder().newColumns(ids.size());
        columns.builder()
                .add(new Distances(
                        measure,
                        columns.indices(fields),
                        weights.stream().mapToDouble(Double::doubleValue).toArray(),
                        missingWeights,
                        centres.toArray(double[][]::new),
                        first));
        // without any value there is no distance
        boolean mayBeUndefined = fields.stream().allMatch(Column::mayBeMissing);
        Column like = Column.number(DataType.DOUBLE).withGaps(false, mayBeUndefined);
        List<Column> distances = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            distances.add(like.at(first + i));
        }
        Column winner = columns.winner(
                        distances, false, Column.text(Dictionary.closed(ids)).gapsOf(like))
                .withType(DataType.STRING, OpType.CATEGORICAL);
        columns.require(winner);
        return Prediction.cluster(winner, ids, distances);
    }

    private Distances.Measure measure(ClusteringModel model) {
        Measure measure = model.requireComparisonMeasure().requireMeasure();
        if (measure instanceof SquaredEuclidean) {
            return Distances.Measure.SQUARED_EUCLIDEAN;
        } else if (measure instanceof Euclidean) {
            return Distances.Measure.EUCLIDEAN;
        } else if (measure instanceof CityBlock) {
            return Distances.Measure.CITY_BLOCK;
        } else if (measure instanceof Chebychev) {
            return Distances.Measure.CHEBYCHEV;
        }
        throw Unsupported.element(
                model.requireComparisonMeasure(), measure.getClass().getSimpleName());
    }
}
