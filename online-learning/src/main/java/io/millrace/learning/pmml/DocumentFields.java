package io.millrace.learning.pmml;

import io.millrace.learning.config.Checks;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.RowEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dmg.pmml.Apply;
import org.dmg.pmml.Constant;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.DerivedField;
import org.dmg.pmml.Expression;
import org.dmg.pmml.FieldRef;
import org.dmg.pmml.Interval;
import org.dmg.pmml.InvalidValueTreatmentMethod;
import org.dmg.pmml.LocalTransformations;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.MiningSchema;
import org.dmg.pmml.MissingValueTreatmentMethod;
import org.dmg.pmml.NormDiscrete;
import org.dmg.pmml.OpType;
import org.dmg.pmml.PMMLFunctions;
import org.dmg.pmml.Value;

/**
 * The fields of one document: the inputs as they come, a target where the model has one, and what is derived from inputs, made when first
 * asked for: {@code scaled(distance)}, {@code carrier=UA}, {@code other(carrier)}.
 */
final class DocumentFields {
    private final OnlineModelConfig config;
    private final RowEncoder encoder;
    private final Set<String> taken;
    private final Map<String, DerivedField> derived = new LinkedHashMap<>();
    private DataField target;
    private boolean refusesNegative;

    /**
     * Fields for a model.
     *
     * @throws io.millrace.learning.config.InvalidConfigException if {@code names} clash with the model's fields, or do not fit its scores
     */
    DocumentFields(OnlineModel model, PmmlNames names) {
        config = model.config();
        encoder = model.encoder();
        taken = new HashSet<>(names.scores());
        taken.add(names.choice());
        Checks checks = new Checks()
                .require(
                        names.scores().size() == model.outputs(),
                        "scores",
                        "must be " + model.outputs() + " names",
                        names.scores());
        for (FeatureField field : config.fields()) {
            checks.require(taken.add(field.name()), "scores, choice", "must differ from the fields", field.name());
        }
        checks.done();
    }

    OnlineModelConfig config() {
        return config;
    }

    /** The categories of a one-hot field that a document can name, by their column. */
    Map<Integer, String> categories(int field) {
        Map<Integer, String> categories = new LinkedHashMap<>();
        List<String> all = encoder.categories(field);
        for (int k = 0; k < all.size(); k++) {
            if (XmlText.canHold(all.get(k))) {
                categories.put(encoder.column(field) + k, all.get(k));
            }
        }
        return categories;
    }

    /** Column of a field, of a one-hot field the first. */
    int column(int field) {
        return encoder.column(field);
    }

    /** Column of a one-hot field for all other texts. */
    int otherColumn(int field) {
        return encoder.otherColumn(field);
    }

    /** How the learner sees a numeric field. */
    Scale scale(int field) {
        return switch (config.scaling()) {
            case STANDARD -> Scale.of(encoder.mean(field), encoder.deviation(field));
            case MIN_MAX -> Scale.of(encoder.minimum(field), encoder.maximum(field) - encoder.minimum(field));
            case NONE -> Scale.NONE;
        };
    }

    /** Declares what is predicted: one of these classes, or a number if there are none. */
    void declareTarget(String name, List<String> classes) {
        target = classes.isEmpty()
                ? new DataField(name, OpType.CONTINUOUS, DataType.DOUBLE)
                : withValues(new DataField(name, OpType.CATEGORICAL, DataType.STRING), classes);
    }

    /** Makes rows invalid in which a numeric field is negative to the learner. */
    void refuseNegative() {
        refusesNegative = true;
    }

    /** The target and the inputs, in the model's order. */
    DataField[] dictionary() {
        List<DataField> fields = new ArrayList<>();
        if (target != null) {
            fields.add(target);
        }
        for (int i = 0; i < config.fields().size(); i++) {
            FeatureField field = config.fields().get(i);
            fields.add(
                    field.kind() == FeatureField.Kind.NUMERIC
                            ? numericField(i)
                            : withValues(
                                    new DataField(field.name(), OpType.CATEGORICAL, DataType.STRING),
                                    categories(i).values()));
        }
        return fields.toArray(DataField[]::new);
    }

    private DataField numericField(int i) {
        DataField field = new DataField(config.fields().get(i).name(), OpType.CONTINUOUS, DataType.DOUBLE);
        Scale scale = scale(i);
        if (refusesNegative && !scale.isConstant()) {
            field.addIntervals(new Interval(Interval.Closure.CLOSED_OPEN, scale.origin(), null));
        }
        return field;
    }

    private static DataField withValues(DataField field, Iterable<String> values) {
        values.forEach(value -> field.addValues(new Value(value)));
        return field;
    }

    /** How the model uses them: what becomes of missing and unseen values. */
    MiningSchema miningSchema() {
        MiningSchema schema = new MiningSchema();
        if (target != null) {
            schema.addMiningFields(new MiningField(target.getName()).setUsageType(MiningField.UsageType.TARGET));
        }
        for (int i = 0; i < config.fields().size(); i++) {
            FeatureField field = config.fields().get(i);
            MiningField usage = new MiningField(field.name());
            boolean isNumeric = field.kind() == FeatureField.Kind.NUMERIC;
            if (config.missing() == MissingValues.REFUSE) {
                usage.setMissingValueTreatment(MissingValueTreatmentMethod.RETURN_INVALID);
            } else if (isNumeric) {
                usage.setMissingValueTreatment(MissingValueTreatmentMethod.AS_MEAN)
                        .setMissingValueReplacement(encoder.mean(i));
            }
            if (!isNumeric) {
                usage.setInvalidValueTreatment(InvalidValueTreatmentMethod.AS_IS);
            }
            schema.addMiningFields(usage);
        }
        return schema;
    }

    /** What was derived so far. */
    List<DerivedField> derived() {
        return List.copyOf(derived.values());
    }

    /** {@link #derived()} as an element. */
    LocalTransformations transformations() {
        return new LocalTransformations().addDerivedFields(derived.values().toArray(DerivedField[]::new));
    }

    /** Name of a numeric field as the learner sees it. */
    String scaled(int field) {
        String name = config.fields().get(field).name();
        Scale scale = scale(field);
        return scale.equals(Scale.NONE)
                ? name
                : derive("scaled(" + name + ")", scale.isConstant() ? number(0) : scaled(new FieldRef(name), scale));
    }

    private static Expression scaled(Expression value, Scale scale) {
        return new Apply(PMMLFunctions.DIVIDE)
                .addExpressions(
                        new Apply(PMMLFunctions.SUBTRACT).addExpressions(value, number(scale.origin())),
                        number(scale.unit()));
    }

    /** Name of a field that is 1 where a one-hot field holds a category, else 0. */
    String isCategory(int field, String category) {
        String name = config.fields().get(field).name();
        return derive(name + "=" + category, new NormDiscrete(name, category).setMapMissingTo(0));
    }

    /** Name of a field that is 1 where a one-hot field holds a text that is none of its categories, else 0. */
    String isOther(int field) {
        String name = config.fields().get(field).name();
        Expression other = number(1);
        Map<Integer, String> categories = categories(field);
        if (!categories.isEmpty()) {
            Apply isUnknown = new Apply(PMMLFunctions.ISNOTIN).addExpressions(new FieldRef(name));
            categories.values().forEach(category -> isUnknown.addExpressions(text(category)));
            other = new Apply(PMMLFunctions.IF).addExpressions(isUnknown, number(1), number(0));
        }
        Apply isMissing = new Apply(PMMLFunctions.ISMISSING).addExpressions(new FieldRef(name));
        return derive("other(" + name + ")", new Apply(PMMLFunctions.IF).addExpressions(isMissing, number(0), other));
    }

    /** Name of a field that holds what the learner sees in a column; null if that is 0 in every row. */
    String ofColumn(int column) {
        int field = config.fields().size() - 1;
        while (encoder.column(field) > column) {
            field--;
        }
        if (config.fields().get(field).kind() == FeatureField.Kind.NUMERIC) {
            return scale(field).isConstant() ? null : scaled(field);
        }
        if (column == otherColumn(field)) {
            return isOther(field);
        }
        String category = categories(field).get(column);
        return category == null ? null : isCategory(field, category);
    }

    /** Name of a field that is 1 where a numeric field as the learner sees it is greater than a threshold &gt;= 0, else 0; null if it never is. */
    String isAbove(int field, double threshold) {
        if (scale(field).isConstant()) {
            return null;
        }
        Apply isGreater =
                new Apply(PMMLFunctions.GREATERTHAN).addExpressions(new FieldRef(scaled(field)), number(threshold));
        return derive(
                "present(" + config.fields().get(field).name() + ")",
                new Apply(PMMLFunctions.IF).addExpressions(isGreater, number(1), number(0)));
    }

    /** Name of a field that holds how far a column is from its mean in a class; null if the column is 0 in every row. */
    String difference(int column, double mean, String label) {
        String value = ofColumn(column);
        return value == null
                ? null
                : derive(
                        value + "-mean(" + label + ")",
                        new Apply(PMMLFunctions.SUBTRACT).addExpressions(new FieldRef(value), number(mean)));
    }

    /** Name of a field that is 0 in every row, for a column that is. */
    String zero(int column) {
        return derive("column " + column, number(0));
    }

    /** Derives a number under this name, or a similar one if a field is called so; the same name always means the same number. */
    String derive(String wanted, Expression expression) {
        DerivedField known = derived.get(wanted);
        if (known == null) {
            String name = PmmlNames.untaken(wanted, taken);
            known = new DerivedField(name, OpType.CONTINUOUS, DataType.DOUBLE, expression);
            derived.put(wanted, known);
        }
        return known.getName();
    }

    static Constant number(double value) {
        return new Constant(value).setDataType(DataType.DOUBLE);
    }

    private static Constant text(String value) {
        return new Constant(value).setDataType(DataType.STRING);
    }
}
