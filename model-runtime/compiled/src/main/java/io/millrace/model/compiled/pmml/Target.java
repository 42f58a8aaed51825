package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.List;
import java.util.Objects;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.MathContext;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.MiningFunction;
import org.dmg.pmml.Model;
import org.dmg.pmml.OpType;
import org.dmg.pmml.Value;

/** What a model predicts, and what is done with a number before it is the prediction: rescaled, cut, rounded, cast. */
final class Target {
    private final Lowering lowering;
    private final String name;
    private final DataType type;
    private final OpType opType;
    private final List<String> categories;
    private final boolean isSingle;
    private final org.dmg.pmml.Target element;

    private Target(
            Lowering lowering,
            String name,
            DataType type,
            OpType opType,
            List<String> categories,
            boolean isSingle,
            org.dmg.pmml.Target element) {
        this.lowering = lowering;
        this.name = name;
        this.type = type;
        this.opType = opType;
        this.categories = categories;
        this.isSingle = isSingle;
        this.element = element;
    }

    /** The model's target; one without a name where the model names none. */
    static Target of(Lowering lowering, Model model) {
        List<MiningField> usages = model.requireMiningSchema().getMiningFields().stream()
                .filter(usage -> usage.getUsageType() == MiningField.UsageType.TARGET
                        || usage.getUsageType() == MiningField.UsageType.PREDICTED)
                .toList();
        if (usages.size() > 1) {
            throw Unsupported.element(model.requireMiningSchema(), usages.size() + " targets");
        }
        boolean isSingle = model.getMathContext() == MathContext.FLOAT;
        if (usages.isEmpty()) {
            boolean isNumber = model.requireMiningFunction() == MiningFunction.REGRESSION;
            return new Target(
                    lowering,
                    null,
                    isNumber ? isSingle ? DataType.FLOAT : DataType.DOUBLE : DataType.STRING,
                    isNumber ? OpType.CONTINUOUS : OpType.CATEGORICAL,
                    List.of(),
                    isSingle,
                    element(model, null));
        }
        MiningField usage = usages.get(0);
        DataField field = lowering.dataField(usage.requireName());
        if (field == null) {
            throw Unsupported.attribute(usage, "name", usage.requireName());
        }
        org.dmg.pmml.Target element = element(model, usage.requireName());
        OpType opType = usage.getOpType() == null ? field.requireOpType() : usage.getOpType();
        if (element != null && element.getOpType() != null) {
            opType = element.getOpType();
        }
        List<String> categories = field.getValues().stream()
                .filter(value -> value.getProperty() == Value.Property.VALID)
                .map(value -> Literals.text(value.requireValue()))
                .toList();
        return new Target(
                lowering, usage.requireName(), field.requireDataType(), opType, categories, isSingle, element);
    }

    private static org.dmg.pmml.Target element(Model model, String name) {
        if (model.getTargets() == null) {
            return null;
        }
        return model.getTargets().getTargets().stream()
                .filter(target -> Objects.equals(target.getTargetField(), name))
                .findFirst()
                .orElse(null);
    }

    /** Null where the model names none. */
    String name() {
        return name;
    }

    DataType type() {
        return type;
    }

    OpType opType() {
        return opType;
    }

    /** The valid values that the document lists, in its order. */
    List<String> categories() {
        return categories;
    }

    /** Whether the model computes in single precision. */
    boolean isSingle() {
        return isSingle;
    }

    /** A computed number in the precision in which the model computes. */
    Column inPrecision(Column value) {
        return isSingle ? lowering.columns().unary(value, value, Casts::toFloat) : value;
    }

    /** The prediction of a regression. */
    Prediction number(Column computed) {
        Column value = withDefault(computed);
        if (element != null || isSingle || type != DataType.DOUBLE) {
            boolean mayFail = type == DataType.INTEGER || element != null;
            Column like =
                    Column.number(numberType()).gapsOf(value, Column.flag().withGaps(false, mayFail));
            value = lowering.columns().unary(value, like, this::finished);
        }
        lowering.columns().require(value);
        return Prediction.number(value);
    }

    /** The prediction of a regression whose numbers are {@link #finished} already, but for a missing one. */
    Prediction finishedNumber(Column finished) {
        checkNoPriors(finished.mayBeMissing());
        lowering.columns().require(finished);
        return Prediction.number(finished);
    }

    private DataType numberType() {
        return switch (type) {
            case DOUBLE, FLOAT, INTEGER -> type;
            default -> throw Unsupported.thing("prediction of a number for a target of type", type.value());
        };
    }

    /** A computed number as the prediction. */
    double finished(double computed) {
        if (Double.isNaN(computed)) {
            return computed;
        }
        double value = element == null ? rounded(computed) : rescaled(rounded(computed));
        return switch (numberType()) {
            case INTEGER -> Casts.unlessFractional(value);
            case FLOAT -> (float) value;
            default -> value;
        };
    }

    private double rounded(double value) {
        return isSingle ? (float) value : value;
    }

    private double rescaled(double computed) {
        double value = computed;
        if (element.getMin() != null) {
            value = Math.max(value, rounded(element.getMin().doubleValue()));
        }
        if (element.getMax() != null) {
            value = Math.min(value, rounded(element.getMax().doubleValue()));
        }
        value = rounded(value * rounded(element.getRescaleFactor().doubleValue()));
        value = rounded(value + rounded(element.getRescaleConstant().doubleValue()));
        if (element.getCastInteger() != null) {
            value = switch (element.getCastInteger()) {
                case ROUND -> Math.round(value);
                case CEILING -> Math.ceil(value);
                case FLOOR -> Math.floor(value);
            };
        }
        return Links.answer(value);
    }

    private Column withDefault(Column computed) {
        if (element == null || !element.hasTargetValues() || !computed.mayBeMissing()) {
            return computed;
        }
        if (element.getTargetValues().size() != 1) {
            throw Unsupported.element(element, element.getTargetValues().size() + " values");
        }
        double missing = element.getTargetValues().get(0).requireDefaultValue().doubleValue();
        return lowering.columns()
                .unary(
                        computed,
                        computed.withGaps(false, computed.mayBeUndefined()),
                        number -> Undefined.isMissing(number) ? missing : number);
    }

    /** Refuses the priors that a classification would fall back to. */
    void checkNoPriors(boolean mayBeMissing) {
        if (mayBeMissing && element != null && element.hasTargetValues()) {
            throw Unsupported.element(element, "values for a missing prediction");
        }
    }

    /**
     * The prediction of a classification.
     *
     * @param classes in the order in which equal ones win
     * @param winner position of the predicted class
     * @param probabilities one per class; empty where the model knows none
     */
    Prediction category(List<String> classes, Column winner, List<Column> probabilities) {
        checkNoPriors(winner.mayBeMissing());
        Column codes = winner.withType(DataType.STRING, opType).withTexts(Dictionary.closed(classes));
        Column label = lowering.casts().cast(codes, type, opType);
        lowering.columns().require(label);
        return Prediction.category(label, classes, probabilities);
    }

    /** Like {@link #category(List, Column, List)} where the most probable class is predicted. */
    Prediction mostProbable(List<String> classes, List<Column> computed) {
        List<Column> probabilities = computed.stream().map(this::inPrecision).toList();
        Column like = Column.number(DataType.INTEGER).gapsOf(probabilities.toArray(Column[]::new));
        Column winner = lowering.columns().winner(probabilities, true, like);
        return category(classes, winner, probabilities);
    }
}
