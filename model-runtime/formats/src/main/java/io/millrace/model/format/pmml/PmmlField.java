package io.millrace.model.format.pmml;

import io.millrace.model.FeatureType;
import io.millrace.model.InputTreatment;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelInput;
import io.millrace.model.OutlierPolicy;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Interval;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.MissingValueTreatmentMethod;
import org.dmg.pmml.OpType;
import org.dmg.pmml.OutlierTreatmentMethod;
import org.dmg.pmml.Value;

/**
 * A field of the document as an input of the contract.
 *
 * <p>PMML's treatments and the contract's are the same, but for what a contract cannot say. Such a field is left to
 * the document as a whole: it gets a contract that lets everything through, and {@link PmmlColumn#treatedByDocument}.
 * Infinite values are invalid in a contract, whatever the document thinks of them.
 *
 * @param input as the document declares it
 * @param column where it comes from
 */
record PmmlField(ModelInput input, PmmlColumn column) {

    /**
     * The contract of one field.
     *
     * @throws IllegalArgumentException if the document contradicts itself
     */
    static PmmlField of(DataField field, MiningField usage) {
        FeatureType type = type(field.requireDataType());
        ModelInput lenient = ModelInput.of(field.requireName(), type)
                .withCategories(type == FeatureType.CATEGORICAL ? listed(field, Value.Property.VALID) : List.of())
                .withPolicies(MissingPolicy.AS_IS, InvalidPolicy.AS_IS);
        double[] range = range(field, type);
        if (range != null) {
            lenient = lenient.withRange(range[0], range[1]);
        }
        boolean isContinuous = new PmmlColumn(field, usage, false).opType() == OpType.CONTINUOUS;
        boolean needsOrder = field.hasIntervals() || usage.getOutlierTreatment() != OutlierTreatmentMethod.AS_IS;
        boolean sayable = range != null && hasPlainValues(field, type) && (isContinuous || !needsOrder);
        InputTreatment treatment = sayable ? treatment(usage, lenient) : null;
        boolean left = treatment == null;
        return new PmmlField(left ? lenient : lenient.withTreatment(treatment), new PmmlColumn(field, usage, left));
    }

    /** Numbers stay numbers, also where the document calls them categorical; all kinds of dates are written as text. */
    static FeatureType type(DataType type) {
        return switch (type) {
            case INTEGER -> FeatureType.INTEGER;
            case FLOAT -> FeatureType.FLOAT;
            case DOUBLE -> FeatureType.DOUBLE;
            case BOOLEAN -> FeatureType.BOOLEAN;
            default -> FeatureType.CATEGORICAL;
        };
    }

    /** The values that the document lists with {@code property}, in its order. */
    static List<String> listed(DataField field, Value.Property property) {
        return field.getValues().stream()
                .filter(value -> value.getProperty() == property)
                .map(value -> String.valueOf(value.requireValue()))
                .distinct()
                .toList();
    }

    /** Whether the listed values say no more than categories or a range can. */
    private static boolean hasPlainValues(DataField field, FeatureType type) {
        if (names(field, type, Value.Property.MISSING) || names(field, type, Value.Property.INVALID)) {
            return false;
        }
        return switch (type) {
            case CATEGORICAL -> field.requireDataType() == DataType.STRING;
            default -> listed(field, Value.Property.VALID).isEmpty() || isWithoutGaps(field, type);
        };
    }

    /** Whether a value that a row can hold is listed. NaN is missing anyhow, and a numeric cell holds no other text. */
    private static boolean names(DataField field, FeatureType type, Value.Property property) {
        return listed(field, property).stream()
                .anyMatch(text ->
                        type == FeatureType.CATEGORICAL || number(text, type).isPresent());
    }

    /** The whole numbers from the least to the greatest are all listed. */
    private static boolean isWithoutGaps(DataField field, FeatureType type) {
        if (type != FeatureType.INTEGER && type != FeatureType.BOOLEAN) {
            return false;
        }
        double[] values = numbers(field, type);
        return values.length > 0
                && DoubleStream.of(values).max().orElseThrow()
                                - DoubleStream.of(values).min().orElseThrow()
                        == values.length - 1
                && !field.hasIntervals();
    }

    /** The listed numbers, each once; none where one of them is no number of the type. */
    private static double[] numbers(DataField field, FeatureType type) {
        List<OptionalDouble> numbers = listed(field, Value.Property.VALID).stream()
                .map(text -> number(text, type))
                .toList();
        return numbers.stream().anyMatch(OptionalDouble::isEmpty)
                ? new double[0]
                : numbers.stream()
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .distinct()
                        .toArray();
    }

    /** Least and greatest valid number; null where there is more to say. */
    private static double[] range(DataField field, FeatureType type) {
        if (type != FeatureType.CATEGORICAL && isWithoutGaps(field, type)) {
            double[] values = numbers(field, type);
            return new double[] {
                DoubleStream.of(values).min().orElseThrow(),
                DoubleStream.of(values).max().orElseThrow()
            };
        }
        if (!field.hasIntervals()) {
            return new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        }
        if (field.getIntervals().size() > 1 || type == FeatureType.CATEGORICAL || type == FeatureType.BOOLEAN) {
            return null;
        }
        Interval interval = field.getIntervals().get(0);
        double low = interval.getLeftMargin() == null
                ? Double.NEGATIVE_INFINITY
                : interval.getLeftMargin().doubleValue();
        double high = interval.getRightMargin() == null
                ? Double.POSITIVE_INFINITY
                : interval.getRightMargin().doubleValue();
        Interval.Closure closure = interval.requireClosure();
        if (closure == Interval.Closure.OPEN_OPEN || closure == Interval.Closure.OPEN_CLOSED) {
            low = above(low, type);
        }
        if (closure == Interval.Closure.OPEN_OPEN || closure == Interval.Closure.CLOSED_OPEN) {
            high = -above(-high, type);
        }
        if (low > high) {
            throw new IllegalArgumentException(
                    "interval must not be empty: field " + field.requireName() + ", found " + low + " > " + high);
        }
        return new double[] {low, high};
    }

    /** The least number of the type above {@code bound}: contracts have closed ranges only. */
    private static double above(double bound, FeatureType type) {
        if (Double.isInfinite(bound)) {
            return bound;
        }
        return switch (type) {
            case INTEGER -> Math.floor(bound) + 1;
            case FLOAT -> (float) bound > bound ? (float) bound : Math.nextUp((float) bound);
            default -> Math.nextUp(bound);
        };
    }

    /** The document's treatments; null where a contract cannot say them. */
    private static InputTreatment treatment(MiningField usage, ModelInput input) {
        InvalidPolicy invalid = invalid(usage);
        boolean replacesInvalid = usage.getInvalidValueReplacement() != null;
        boolean refusesMissing = usage.getMissingValueTreatment() == MissingValueTreatmentMethod.RETURN_INVALID;
        if ((replacesInvalid && invalid != InvalidPolicy.AS_IS)
                || (refusesMissing && usage.getMissingValueReplacement() != null)
                || (refusesMissing && turnsMissing(usage))) {
            return null; // contradictions that only the document's own engine may judge
        }
        InputTreatment treatment = InputTreatment.of(MissingPolicy.AS_IS, invalid);
        if (replacesInvalid) {
            OptionalDouble value = replacement(usage.getInvalidValueReplacement(), input);
            if (value.isEmpty()) {
                return null;
            }
            treatment = treatment.withInvalidReplacement(value.getAsDouble());
        }
        if (refusesMissing) {
            treatment = treatment.withPolicies(MissingPolicy.RETURN_INVALID, treatment.invalid());
        } else if (usage.getMissingValueReplacement() != null) {
            OptionalDouble value = replacement(usage.getMissingValueReplacement(), input);
            if (value.isEmpty()) {
                return null;
            }
            treatment = treatment.withMissingReplacement(value.getAsDouble());
        }
        return outliers(usage, input, treatment);
    }

    /** Whether some value is to count as missing, which JPMML does not refuse where it refuses a missing value. */
    private static boolean turnsMissing(MiningField usage) {
        return invalid(usage) == InvalidPolicy.AS_MISSING
                || usage.getOutlierTreatment() == OutlierTreatmentMethod.AS_MISSING_VALUES;
    }

    /** pmml-model reads the {@code asIs} of older versions as {@code asValue}; both replace only where told by what. */
    private static InvalidPolicy invalid(MiningField usage) {
        return switch (usage.getInvalidValueTreatment()) {
            case AS_IS, AS_VALUE -> InvalidPolicy.AS_IS;
            case AS_MISSING -> InvalidPolicy.AS_MISSING;
            case RETURN_INVALID -> InvalidPolicy.RETURN_INVALID;
        };
    }

    private static InputTreatment outliers(MiningField usage, ModelInput input, InputTreatment treatment) {
        OutlierTreatmentMethod method = usage.getOutlierTreatment();
        if (method == OutlierTreatmentMethod.AS_IS) {
            return treatment;
        }
        Number low = usage.getLowValue();
        Number high = usage.getHighValue();
        if (low == null && high == null) {
            throw new IllegalArgumentException(
                    "outliers need a lowValue or a highValue: field " + input.name() + ", found " + method.value());
        }
        if (input.type() == FeatureType.CATEGORICAL) {
            return null;
        }
        return treatment.withOutliers(
                method == OutlierTreatmentMethod.AS_MISSING_VALUES
                        ? OutlierPolicy.AS_MISSING
                        : OutlierPolicy.AS_EXTREME,
                low == null ? Double.NEGATIVE_INFINITY : low.doubleValue(),
                high == null ? Double.POSITIVE_INFINITY : high.doubleValue());
    }

    /** A replacement as number or code; empty where the input has none for it. */
    private static OptionalDouble replacement(Object value, ModelInput input) {
        if (input.type() == FeatureType.CATEGORICAL) {
            int code = input.categories().indexOf(String.valueOf(value));
            return code < 0 ? OptionalDouble.empty() : OptionalDouble.of(code);
        }
        return number(String.valueOf(value), input.type());
    }

    /** A number of the type; empty where the text is none. */
    private static OptionalDouble number(String text, FeatureType type) {
        if (type == FeatureType.BOOLEAN && (text.equals("true") || text.equals("false"))) {
            return OptionalDouble.of(text.equals("true") ? 1 : 0);
        }
        try {
            double number = Double.parseDouble(text);
            return type.contains(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
