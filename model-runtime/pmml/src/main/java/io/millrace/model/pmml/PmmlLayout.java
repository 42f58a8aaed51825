package io.millrace.model.pmml;

import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import io.millrace.model.OutputSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.DataType;
import org.dmg.pmml.HasContinuousDomain;
import org.dmg.pmml.HasDiscreteDomain;
import org.dmg.pmml.Interval;
import org.dmg.pmml.Value;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.InputField;
import org.jpmml.evaluator.OutputField;
import org.jpmml.evaluator.TargetField;

/**
 * Which column of a row is which field of the document, and which result is which output. Worked out once per model.
 * Immutable.
 *
 * @param contract what the model needs and gives
 * @param inputs one per column
 * @param results name of the result behind each output of the contract; null is JPMML's name for a nameless target
 */
record PmmlLayout(ModelContract contract, List<Input> inputs, List<String> results) {

    /** What predictions call the target of a document that does not name it. */
    private static final String NAMELESS_TARGET = "prediction";

    /**
     * A column.
     *
     * @param field the document's field
     * @param isText whether the column holds texts or their codes
     * @param unseen a text that the document does not list; stands for a category that is unseen and whose text nobody
     *     kept, so that the document's invalidValueTreatment decides
     */
    record Input(InputField field, boolean isText, String unseen) {}

    /**
     * The layout of a freshly loaded document.
     *
     * @throws ModelException if document and {@code model.yaml} contradict each other
     */
    static PmmlLayout of(ModelBundle bundle, Evaluator evaluator) {
        Map<String, InputField> fields = new LinkedHashMap<>();
        evaluator.getInputFields().forEach(field -> fields.put(field.getName(), field));
        List<ModelInput> declared = bundle.inputs().isEmpty()
                ? fields.values().stream().map(PmmlLayout::input).toList()
                : bundle.inputs();
        List<Input> inputs = bind(bundle, fields, declared);
        List<ModelOutput> outputs = new ArrayList<>();
        List<String> results = new ArrayList<>();
        outputs(bundle, evaluator, outputs, results);
        try {
            return new PmmlLayout(new ModelContract(declared, outputs), inputs, results);
        } catch (IllegalArgumentException e) {
            throw new ModelException(bundle.path() + ": CONTRACT: " + e.getMessage(), e);
        }
    }

    /** A field as the document declares it. JPMML treats missing and invalid values itself, so both go through. */
    private static ModelInput input(InputField field) {
        FeatureType type = featureType(field.getDataType());
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        if (field.getField() instanceof HasContinuousDomain<?> domain
                && domain.getIntervals().size() == 1) {
            Interval interval = domain.getIntervals().get(0);
            Number left = interval.getLeftMargin();
            Number right = interval.getRightMargin();
            boolean closed = interval.requireClosure() == Interval.Closure.CLOSED_CLOSED;
            if (closed && type != FeatureType.CATEGORICAL) {
                low = left == null ? low : left.doubleValue();
                high = right == null ? high : right.doubleValue();
            }
        }
        return new ModelInput(
                field.getName(),
                type,
                1,
                "",
                low,
                high,
                type == FeatureType.CATEGORICAL ? values(field, Value.Property.VALID) : List.of(),
                InputTreatment.of(MissingPolicy.AS_IS, InvalidPolicy.AS_IS),
                "");
    }

    /** Numbers stay numbers, also where the document calls them categorical; all kinds of dates are written as text. */
    private static FeatureType featureType(DataType type) {
        return switch (type) {
            case INTEGER -> FeatureType.INTEGER;
            case FLOAT -> FeatureType.FLOAT;
            case DOUBLE -> FeatureType.DOUBLE;
            case BOOLEAN -> FeatureType.BOOLEAN;
            default -> FeatureType.CATEGORICAL;
        };
    }

    /** The values that the document lists with {@code property}, in its order. */
    private static List<String> values(InputField field, Value.Property property) {
        if (!(field.getField() instanceof HasDiscreteDomain<?> domain)) {
            return List.of();
        }
        return domain.getValues().stream()
                .filter(value -> value.getProperty() == property)
                .map(value -> String.valueOf(value.requireValue()))
                .distinct()
                .toList();
    }

    private static List<Input> bind(ModelBundle bundle, Map<String, InputField> fields, List<ModelInput> declared) {
        Map<String, InputField> open = new LinkedHashMap<>(fields);
        List<Input> inputs = new ArrayList<>();
        for (ModelInput input : declared) {
            String where = "input " + input.name();
            InputField field = open.remove(input.name());
            if (field == null) {
                throw contract(
                        bundle,
                        where,
                        "one of the PMML's active fields " + fields.keySet() + ", once",
                        fields.containsKey(input.name()) ? "it twice" : input.name());
            }
            if (input.size() > 1) {
                throw contract(bundle, where, "size 1, because PMML fields are scalars", input.size());
            }
            boolean isText = featureType(field.getDataType()) == FeatureType.CATEGORICAL;
            if (isText != (input.type() == FeatureType.CATEGORICAL)) {
                throw contract(
                        bundle,
                        where,
                        (isText ? "type categorical" : "a numeric type") + ", because the PMML's dataType is "
                                + field.getDataType().value(),
                        input.type());
            }
            inputs.add(new Input(field, isText, unseen(field, input)));
        }
        if (!open.isEmpty()) {
            throw contract(bundle, "inputs", "all of the PMML's active fields", "none for " + open.keySet());
        }
        return inputs;
    }

    private static String unseen(InputField field, ModelInput input) {
        String text = "(unseen)";
        while (input.categories().contains(text)
                || values(field, Value.Property.VALID).contains(text)
                || values(field, Value.Property.MISSING).contains(text)) {
            text = "(" + text + ")";
        }
        return text;
    }

    private static void outputs(
            ModelBundle bundle, Evaluator evaluator, List<ModelOutput> outputs, List<String> results) {
        Map<String, Boolean> isText = new LinkedHashMap<>();
        List<OutputSource> all = new ArrayList<>();
        DataType targetType = null;
        for (TargetField target : evaluator.getTargetFields()) {
            targetType = target.getDataType();
            isText.put(target.getName(), isText(target.getDataType()));
            String name = target.getName() == null ? NAMELESS_TARGET : target.getName();
            all.add(new OutputSource(name, target.getName(), -1));
        }
        List<OutputSource> finalResults = new ArrayList<>();
        for (OutputField output : evaluator.getOutputFields()) {
            isText.put(output.getName(), isText(typeOf(output, targetType)));
            if (output.isFinalResult()) {
                finalResults.add(new OutputSource(output.getName(), output.getName(), -1));
            }
        }
        List<OutputSource> asked =
                !bundle.outputs().isEmpty() ? bundle.outputs() : finalResults.isEmpty() ? all : finalResults;
        for (OutputSource source : asked) {
            boolean nameless = NAMELESS_TARGET.equals(source.from()) && !isText.containsKey(source.from());
            String result = nameless ? null : source.from();
            if (!isText.containsKey(result)) {
                throw contract(
                        bundle,
                        "output " + source.name(),
                        "from: one of the PMML's output and target fields " + isText.keySet(),
                        source.from());
            }
            if (source.index() >= 0) {
                throw contract(
                        bundle,
                        "output " + source.name(),
                        "no index, because PMML results are single values",
                        source.index());
            }
            outputs.add(new ModelOutput(source.name(), isText.get(result), OutputKind.OTHER, ""));
            results.add(result);
        }
    }

    private static boolean isText(DataType type) {
        return switch (type) {
            case INTEGER, FLOAT, DOUBLE -> false;
            default -> true;
        };
    }

    /** An output field need not say its type; then its kind does. */
    private static DataType typeOf(OutputField output, DataType targetType) {
        if (output.getDataType() != null) {
            return output.getDataType();
        }
        return switch (output.getField().getResultFeature()) {
            case PREDICTED_VALUE -> targetType == null ? DataType.STRING : targetType;
            case PROBABILITY, CONFIDENCE, AFFINITY, RESIDUAL, STANDARD_ERROR, STANDARD_DEVIATION -> DataType.DOUBLE;
            default -> DataType.STRING;
        };
    }

    private static ModelException contract(ModelBundle bundle, String where, String expected, Object found) {
        return new ModelException(
                bundle.path() + ": CONTRACT: " + where + ": expected " + expected + ", found " + found);
    }
}
