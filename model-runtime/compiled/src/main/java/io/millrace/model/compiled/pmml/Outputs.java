package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.List;
import java.util.Objects;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Model;
import org.dmg.pmml.OpType;
import org.dmg.pmml.OutputField;

/** Compiles a model's output fields. Each may use those before it. */
final class Outputs {
    private final Lowering lowering;
    private final Model model;
    private final Scope scope;

    Outputs(Lowering lowering, Model model, Scope scope) {
        this.lowering = lowering;
        this.model = model;
        this.scope = scope;
    }

    /** The results with the values of the model's output fields. */
    Results addTo(Results results) {
        if (model.getOutput() == null) {
            return results;
        }
        for (OutputField field : model.getOutput().getOutputFields()) {
            Column column = lower(field, results);
            lowering.columns().require(column);
            // where there is no prediction, a field about it is not even declared
            scope.declare(field, isAboutTarget(field) ? whereTold(results.prediction(), column) : column);
            results.fields().put(field.requireName(), column);
        }
        return results;
    }

    /** Whether a field tells something of the prediction. */
    static boolean isAboutTarget(OutputField field) {
        return switch (field.getResultFeature()) {
            case TRANSFORMED_VALUE, DECISION, WARNING -> false;
            default -> true;
        };
    }

    /** The column, undefined where there is no prediction. */
    private Column whereTold(Prediction prediction, Column column) {
        Column value = prediction.value();
        if (!value.mayBeMissing()) {
            return column;
        }
        Column like = column.gapsOf(Column.flag().withGaps(false, true));
        return lowering.columns()
                .binary(value, column, like, (told, cell) -> Undefined.isMissing(told) ? Undefined.VALUE : cell);
    }

    private Column lower(OutputField field, Results results) {
        if (field.getSegmentId() != null) {
            throw Unsupported.attribute(field, "segmentId", field.getSegmentId());
        }
        if (field.getTargetField() != null && !Objects.equals(field.getTargetField(), results.target())) {
            throw Unsupported.attribute(field, "targetField", field.getTargetField());
        }
        Column value =
                switch (field.getResultFeature()) {
                    case PREDICTED_VALUE -> results.prediction().value();
                    case TRANSFORMED_VALUE, DECISION ->
                        lowering.expressions().lower(field.requireExpression(), scope, field.getDataType());
                    case REASON_CODE -> reason(field, results.prediction());
                    default -> score(field, results.prediction());
                };
        return lowering.casts().cast(value, field.getDataType(), field.getOpType());
    }

    private Column score(OutputField field, Prediction prediction) {
        boolean isRankedFirst = field.getRank() == null || field.getRank() == 1;
        boolean isCluster = prediction.kind() == Prediction.Kind.CLUSTER;
        boolean fits = isRankedFirst
                && switch (field.getResultFeature()) {
                    case PROBABILITY ->
                        prediction.kind() == Prediction.Kind.CATEGORY
                                && !prediction.scores().isEmpty();
                    case AFFINITY, CLUSTER_AFFINITY, ENTITY_AFFINITY, CLUSTER_ID, ENTITY_ID -> isCluster;
                    default -> false;
                };
        if (!fits) {
            throw Unsupported.attribute(
                    field, "feature", field.getResultFeature().value());
        }
        return switch (field.getResultFeature()) {
            case CLUSTER_ID, ENTITY_ID -> prediction.value();
            default ->
                field.getValue() == null
                        ? scoreOfWinner(field, prediction)
                        : scoreOf(prediction, Literals.text(field.getValue()));
        };
    }

    /** The score of a class or cluster; one that the model does not know has none. */
    Column scoreOf(Prediction prediction, String category) {
        int index = prediction.categories().indexOf(category);
        if (index >= 0) {
            return prediction.scores().get(index);
        }
        double none = prediction.kind() == Prediction.Kind.CLUSTER ? Double.POSITIVE_INFINITY : 0;
        Column like = Column.number(DataType.DOUBLE).gapsOf(prediction.value());
        return lowering.columns().unary(prediction.value(), like, value -> Double.isNaN(value) ? value : none);
    }

    private Column scoreOfWinner(OutputField field, Prediction prediction) {
        if (!prediction.value().isText()) {
            throw Unsupported.attribute(field, "value", "none, and a target that is no text");
        }
        Column best = null;
        for (int i = 0; i < prediction.categories().size(); i++) {
            double code =
                    prediction.value().texts().code(prediction.categories().get(i));
            Column isThis = lowering.columns()
                    .unary(
                            prediction.value(),
                            Column.flag().gapsOf(prediction.value()),
                            value -> Double.isNaN(value) ? value : value == code ? 1 : 0);
            Column score = prediction.scores().get(i);
            best = best == null ? score : lowering.columns().choose(isThis, score, best, score.gapsOf(best));
        }
        return best;
    }

    private Column reason(OutputField field, Prediction prediction) {
        int rank = field.getRank() == null ? 1 : field.getRank();
        if (prediction.reasons().isEmpty() || rank < 1) {
            throw Unsupported.attribute(
                    field, "feature", field.getResultFeature().value());
        }
        return reason(prediction, rank);
    }

    /** The reason code of a rank; missing where there are fewer. */
    Column reason(Prediction prediction, int rank) {
        return rank <= prediction.reasons().size()
                ? prediction.reasons().get(rank - 1)
                : lowering.columns()
                        .missing(DataType.STRING, OpType.CATEGORICAL)
                        .withTexts(Dictionary.closed(List.of()));
    }
}
