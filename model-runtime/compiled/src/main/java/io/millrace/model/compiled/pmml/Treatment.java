package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Field;
import org.dmg.pmml.HasContinuousDomain;
import org.dmg.pmml.HasDiscreteDomain;
import org.dmg.pmml.Interval;
import org.dmg.pmml.InvalidValueTreatmentMethod;
import org.dmg.pmml.MiningField;
import org.dmg.pmml.MissingValueTreatmentMethod;
import org.dmg.pmml.OpType;
import org.dmg.pmml.OutlierTreatmentMethod;
import org.dmg.pmml.Value;

/**
 * What a mining schema does with a field's missing, invalid and outlying values, where the contract has not done it: in
 * inner models, and for fields whose domain a contract cannot say.
 */
final class Treatment {
    private final Columns columns;

    Treatment(Columns columns) {
        this.columns = columns;
    }

    /** Whether a field comes through the schema of an inner model as it is: its domain is not looked at then. */
    static boolean isDefault(MiningField usage, OpType opType) {
        return (usage.getOpType() == null || usage.getOpType() == opType)
                && usage.getInvalidValueReplacement() == null
                && (usage.getInvalidValueTreatment() == InvalidValueTreatmentMethod.RETURN_INVALID
                        || usage.getInvalidValueTreatment() == InvalidValueTreatmentMethod.AS_IS)
                && usage.getMissingValueReplacement() == null
                && usage.getOutlierTreatment() == OutlierTreatmentMethod.AS_IS;
    }

    /**
     * The field as the model sees it.
     *
     * @param refusal what an invalid value becomes where the schema refuses it
     */
    Column treat(Column raw, Field<?> field, MiningField usage, double refusal) {
        boolean refusesMissing = usage.getMissingValueTreatment() == MissingValueTreatmentMethod.RETURN_INVALID;
        double replacement = literal(raw, usage.getMissingValueReplacement(), usage);
        double missing = refusesMissing ? refusal : replacement;
        InvalidValueTreatmentMethod invalidTreatment = usage.getInvalidValueTreatment();
        double invalidReplacement = literal(raw, usage.getInvalidValueReplacement(), usage);
        boolean keepsInvalid = Double.isNaN(invalidReplacement);
        Domain domain = new Domain(raw, field, usage);
        DoubleUnaryOperator outliers = outliers(raw, usage, replacement);
        boolean hasOutliers = usage.getOutlierTreatment() != OutlierTreatmentMethod.AS_IS;
        if (domain.isEverything() && !hasOutliers) {
            return Double.isNaN(missing) && !Undefined.is(missing)
                    ? raw
                    : columns.unary(
                            raw,
                            raw.withGaps(false, refusesMissing),
                            value -> Undefined.isMissing(value) ? missing : value);
        }
        Column like = raw.withGaps(true, true);
        return columns.unary(raw, like, value -> {
            if (Double.isNaN(value)) {
                return Undefined.is(value) ? value : missing;
            }
            return switch (domain.statusOf(value)) {
                case MISSING -> missing;
                case VALID -> outliers.applyAsDouble(value);
                case INVALID ->
                    switch (invalidTreatment) {
                        case RETURN_INVALID -> refusal;
                        case AS_MISSING -> replacement;
                        case AS_IS, AS_VALUE ->
                            keepsInvalid ? domain.isOfType(value) ? value : Undefined.VALUE : invalidReplacement;
                    };
            };
        });
    }

    private static double literal(Column column, Object value, MiningField usage) {
        if (value == null) {
            return Double.NaN;
        }
        return column.isText()
                ? knownCode(column, Literals.text(value), usage)
                : Literals.number(column.type(), value, usage);
    }

    private static double knownCode(Column column, String text, MiningField usage) {
        int code = column.texts().code(text);
        if (code < 0) {
            throw Unsupported.element(
                    usage,
                    "the replacement \"" + text + "\", which is none of "
                            + column.texts().texts());
        }
        return code;
    }

    private static DoubleUnaryOperator outliers(Column raw, MiningField usage, double missing) {
        OutlierTreatmentMethod method = usage.getOutlierTreatment();
        if (method == OutlierTreatmentMethod.AS_IS) {
            return value -> value;
        }
        if (raw.isText() || raw.type() == DataType.BOOLEAN) {
            throw Unsupported.attribute(usage, "outliers", method.value());
        }
        double low = usage.getLowValue() == null ? Double.NEGATIVE_INFINITY : literal(raw, usage.getLowValue(), usage);
        double high =
                usage.getHighValue() == null ? Double.POSITIVE_INFINITY : literal(raw, usage.getHighValue(), usage);
        return switch (method) {
            case AS_MISSING_VALUES -> value -> value < low || value > high ? missing : value;
            case AS_EXTREME_VALUES -> value -> value < low ? low : value > high ? high : value;
            case AS_IS -> value -> value;
        };
    }

    private enum Status {
        VALID,
        INVALID,
        MISSING
    }

    /** What a field's declaration says of a value that is there: listed values, in their order, then intervals. */
    private static final class Domain {
        private final DataType type;
        private final double[] listed;
        private final Status[] statuses;
        private final Status unlisted;
        private final Interval[] intervals;

        Domain(Column raw, Field<?> field, MiningField usage) {
            type = raw.type();
            List<Value> values = field instanceof HasDiscreteDomain<?> discrete ? discrete.getValues() : List.of();
            List<Double> cells = new ArrayList<>();
            List<Status> found = new ArrayList<>();
            for (Value value : values) {
                double cell = cell(raw, Literals.text(value.requireValue()));
                if (!Double.isNaN(cell)) { // "NaN" or "N/A" among numbers: no cell equals it
                    cells.add(cell);
                    found.add(status(value));
                }
            }
            listed = cells.stream().mapToDouble(Double::doubleValue).toArray();
            statuses = found.toArray(Status[]::new);
            boolean listsValid = values.stream().anyMatch(value -> status(value) == Status.VALID);
            unlisted = listsValid ? Status.INVALID : Status.VALID;
            intervals = field instanceof HasContinuousDomain<?> continuous && continuous.hasIntervals()
                    ? continuous.getIntervals().toArray(Interval[]::new)
                    : new Interval[0];
            if (intervals.length > 0 && raw.opType() != OpType.CONTINUOUS) {
                throw Unsupported.element(
                        usage, "intervals of a field that is " + raw.opType().value());
            }
        }

        private static double cell(Column raw, String text) {
            return raw.isText()
                    ? raw.texts().code(text)
                    : Literals.number(raw.type(), text).orElse(Double.NaN);
        }

        private static Status status(Value value) {
            return switch (value.getProperty()) {
                case VALID -> Status.VALID;
                case INVALID -> Status.INVALID;
                case MISSING -> Status.MISSING;
            };
        }

        boolean isEverything() {
            return listed.length == 0 && unlisted == Status.VALID && intervals.length == 0 && !isWhole();
        }

        private boolean isWhole() {
            return type == DataType.INTEGER || type == DataType.BOOLEAN;
        }

        Status statusOf(double value) {
            for (int i = 0; i < listed.length; i++) {
                if (listed[i] == value) {
                    return statuses[i];
                }
            }
            if (unlisted == Status.INVALID || !isOfType(value)) {
                return Status.INVALID;
            }
            for (Interval interval : intervals) {
                if (Ranges.contains(interval, value)) {
                    return Status.VALID;
                }
            }
            return intervals.length == 0 ? Status.VALID : Status.INVALID;
        }

        boolean isOfType(double value) {
            return switch (type) {
                case INTEGER -> value == (int) value;
                case BOOLEAN -> value == 0 || value == 1;
                default -> true;
            };
        }
    }
}
