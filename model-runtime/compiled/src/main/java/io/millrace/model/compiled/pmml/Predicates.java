package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import org.dmg.pmml.Apply;
import org.dmg.pmml.CompoundPredicate;
import org.dmg.pmml.DataField;
import org.dmg.pmml.DataType;
import org.dmg.pmml.False;
import org.dmg.pmml.OpType;
import org.dmg.pmml.PMMLObject;
import org.dmg.pmml.Predicate;
import org.dmg.pmml.SimplePredicate;
import org.dmg.pmml.SimpleSetPredicate;
import org.dmg.pmml.True;
import org.dmg.pmml.Value;

/** Compiles predicates to flags: 1 for true, 0 for false, missing for unknown. Trees split by the simple ones directly. */
final class Predicates {
    private final Lowering lowering;

    Predicates(Lowering lowering) {
        this.lowering = lowering;
    }

    Column flag(Predicate predicate, Names names) {
        if (predicate instanceof True) {
            return constant(1);
        } else if (predicate instanceof False) {
            return constant(0);
        } else if (predicate instanceof SimplePredicate simple) {
            return simple(simple, names);
        } else if (predicate instanceof SimpleSetPredicate set) {
            return set(set, names);
        } else if (predicate instanceof CompoundPredicate compound) {
            return compound(compound, names);
        }
        throw Unsupported.thing("predicate", predicate.getClass().getSimpleName());
    }

    private Column constant(double value) {
        return lowering.columns().constant(value, DataType.BOOLEAN, OpType.CATEGORICAL);
    }

    private Column simple(SimplePredicate predicate, Names names) {
        Column column = names.column(predicate.requireField());
        switch (predicate.requireOperator()) {
            case IS_MISSING -> {
                return test(column, true, Double::isNaN);
            }
            case IS_NOT_MISSING -> {
                return test(column, true, cell -> !Double.isNaN(cell));
            }
            default -> {}
        }
        Comparison comparison = comparison(predicate, column);
        lowering.columns().boundary(column, comparison.threshold());
        double threshold = comparison.threshold();
        return test(
                comparison.column(),
                false,
                switch (predicate.requireOperator()) {
                    case EQUAL -> cell -> cell == threshold;
                    case NOT_EQUAL -> cell -> cell != threshold;
                    case LESS_THAN -> cell -> cell < threshold;
                    case LESS_OR_EQUAL -> cell -> cell <= threshold;
                    case GREATER_THAN -> cell -> cell > threshold;
                    case GREATER_OR_EQUAL -> cell -> cell >= threshold;
                    default ->
                        throw Unsupported.attribute(
                                predicate,
                                "operator",
                                predicate.requireOperator().value());
                });
    }

    /** A flag out of a cell; undefined stays undefined. */
    private Column test(Column column, boolean knowsMissing, DoublePredicate predicate) {
        Column like = Column.flag().withGaps(!knowsMissing && column.mayBeMissing(), column.mayBeUndefined());
        return lowering.columns().unary(column, like, cell -> {
            if (Undefined.is(cell) || (!knowsMissing && Double.isNaN(cell))) {
                return cell;
            }
            return predicate.test(cell) ? 1 : 0;
        });
    }

    /**
     * What a simple predicate compares with what.
     *
     * @param column the field, or its ranks where it is ordinal
     * @param threshold the value as a cell of {@code column}
     */
    record Comparison(Column column, double threshold) {}

    Comparison comparison(SimplePredicate predicate, Column column) {
        boolean isEquality = predicate.requireOperator() == SimplePredicate.Operator.EQUAL
                || predicate.requireOperator() == SimplePredicate.Operator.NOT_EQUAL;
        if (isEquality) {
            return new Comparison(column, cellOf(column, predicate.requireValue(), predicate));
        }
        if (column.isText() && column.opType() == OpType.ORDINAL) {
            return rank(predicate, column);
        }
        checkComparable(predicate, column);
        String text = Literals.text(predicate.requireValue());
        OptionalDouble threshold = Literals.number(column.type(), text);
        if (threshold.isEmpty()) {
            // a whole number may be compared with a fraction
            threshold = Literals.number(DataType.DOUBLE, text);
        }
        return new Comparison(
                column,
                threshold.orElseThrow(() -> Unsupported.attribute(predicate, "value", predicate.requireValue())));
    }

    private static void checkComparable(PMMLObject element, Column column) {
        boolean isOrdered = column.opType() != OpType.CATEGORICAL || column.type() == DataType.BOOLEAN;
        if (!column.isNumeric() || !isOrdered) {
            throw Unsupported.element(
                    element,
                    "a comparison of a field that is " + column.opType().value() + " "
                            + column.type().value());
        }
    }

    /** An ordinal text by its place among the values that its field lists. */
    private Comparison rank(SimplePredicate predicate, Column column) {
        DataField field = lowering.dataField(predicate.requireField());
        if (field == null || !field.hasValues()) {
            throw Unsupported.element(predicate, "an order of texts that no field lists");
        }
        List<String> order = field.getValues().stream()
                .filter(value -> value.getProperty() == Value.Property.VALID)
                .map(value -> Literals.text(value.requireValue()))
                .toList();
        int threshold = order.indexOf(Literals.text(predicate.requireValue()));
        if (threshold < 0) {
            throw Unsupported.attribute(predicate, "value", predicate.requireValue());
        }
        double[] codes = order.stream().mapToDouble(column.texts()::code).toArray();
        for (double code : codes) {
            lowering.columns().boundary(column, code);
        }
        Column like = Column.number(DataType.INTEGER).withGaps(column.mayBeMissing(), true);
        Column ranks = lowering.columns().unary(column, like, cell -> {
            if (Double.isNaN(cell)) {
                return cell;
            }
            for (int rank = 0; rank < codes.length; rank++) {
                if (codes[rank] == cell) {
                    return rank;
                }
            }
            return Undefined.VALUE;
        });
        return new Comparison(ranks, threshold);
    }

    /**
     * A value of the document as a cell of {@code column}, to be asked whether both are equal.
     *
     * @return {@link Dictionary#NEVER} for a text that cannot occur
     */
    double cellOf(Column column, Object value, PMMLObject element) {
        if (column.isText()) {
            return column.texts().code(Literals.text(value));
        }
        if (!column.isNumeric()) {
            throw Unsupported.element(
                    element, "a field of type " + column.type().value());
        }
        return Literals.number(column.type(), value, element);
    }

    /** The values of a set as cells of {@code column}, ascending. */
    double[] cellsOf(SimpleSetPredicate predicate, Column column) {
        return ArrayValues.of(predicate.requireArray()).stream()
                .mapToDouble(value -> cellOf(column, value, predicate))
                .sorted()
                .toArray();
    }

    private Column set(SimpleSetPredicate predicate, Names names) {
        Column column = names.column(predicate.requireField());
        double[] cells = cellsOf(predicate, column);
        for (double cell : cells) {
            lowering.columns().boundary(column, cell);
        }
        boolean isIn = predicate.requireBooleanOperator() == SimpleSetPredicate.BooleanOperator.IS_IN;
        return test(column, false, cell -> (Arrays.binarySearch(cells, cell + 0.0) >= 0) == isIn);
    }

    private Column compound(CompoundPredicate predicate, Names names) {
        List<Predicate> parts = predicate.requirePredicates();
        if (parts.size() < 2) {
            throw Unsupported.element(predicate, parts.size() + " predicates");
        }
        DoubleBinaryOperator operator =
                switch (predicate.requireBooleanOperator()) {
                    case AND -> Predicates::and;
                    case OR -> (left, right) -> not(and(not(left), not(right)));
                    case XOR -> Predicates::xor;
                    case SURROGATE -> (left, right) -> Double.isNaN(left) ? right : left;
                };
        boolean isLazy = predicate.requireBooleanOperator() == CompoundPredicate.BooleanOperator.SURROGATE;
        Column result = flag(parts.get(0), names);
        for (Predicate part : parts.subList(1, parts.size())) {
            Column next = flag(part, names);
            result = lowering.columns().binary(result, next, Column.flag().gapsOf(result, next), (left, right) -> {
                if (Undefined.is(left) || (Undefined.is(right) && !isLazy)) {
                    return Undefined.VALUE;
                }
                return operator.applyAsDouble(left, right);
            });
        }
        return result;
    }

    private static double and(double left, double right) {
        if (left == 0 || right == 0) {
            return 0;
        }
        return Double.isNaN(left) || Double.isNaN(right) ? Double.NaN : 1;
    }

    private static double not(double flag) {
        return Double.isNaN(flag) ? flag : 1 - flag;
    }

    private static double xor(double left, double right) {
        return Double.isNaN(left) || Double.isNaN(right) ? Double.NaN : left == right ? 0 : 1;
    }

    /** A comparison function of two values; undefined where one is missing. */
    Column compare(Apply apply, Column left, Column right) {
        String function = apply.requireFunction();
        boolean isEquality = function.equals("equal") || function.equals("notEqual");
        if (left.isText() != right.isText()) {
            throw Unsupported.attribute(
                    apply,
                    "function",
                    function + " of " + left.type().value() + " and "
                            + right.type().value());
        }
        if (left.isText()) {
            return equalTexts(apply, left, right);
        }
        if (!isEquality) {
            checkComparable(apply, left);
        }
        Column other = asTypeOf(apply, left, right, isEquality);
        if (other.isConstant()) {
            lowering.columns().boundary(left, other.constant());
        } else if (left.isConstant()) {
            lowering.columns().boundary(other, left.constant());
        }
        return strict(
                left,
                other,
                switch (function) {
                    case "equal" -> (x, y) -> x == y ? 1 : 0;
                    case "notEqual" -> (x, y) -> x != y ? 1 : 0;
                    case "lessThan" -> (x, y) -> x < y ? 1 : 0;
                    case "lessOrEqual" -> (x, y) -> x <= y ? 1 : 0;
                    case "greaterThan" -> (x, y) -> x > y ? 1 : 0;
                    case "greaterOrEqual" -> (x, y) -> x >= y ? 1 : 0;
                    default -> throw Unsupported.attribute(apply, "function", function);
                });
    }

    /** The right one as the left one's type, which is what the left one is compared with. */
    private Column asTypeOf(Apply apply, Column left, Column right, boolean isEquality) {
        if (!right.isNumeric() || !left.isNumeric()) {
            throw Unsupported.attribute(
                    apply,
                    "function",
                    apply.requireFunction() + " of " + left.type().value() + " and "
                            + right.type().value());
        }
        if (left.type() == DataType.FLOAT || isEquality || left.type() == right.type()) {
            return lowering.casts().cast(right, left.type(), null);
        }
        if (left.type() == DataType.BOOLEAN) {
            throw Unsupported.attribute(
                    apply,
                    "function",
                    apply.requireFunction() + " of " + left.type().value() + " and "
                            + right.type().value());
        }
        return right; // a whole number that is compared with a fraction is a fraction
    }

    private Column equalTexts(Apply apply, Column left, Column right) {
        Column column = left.isConstant() ? right : left;
        Column constant = left.isConstant() ? left : right;
        String function = apply.requireFunction();
        boolean isEqual = function.equals("equal");
        if (!constant.isConstant() || Double.isNaN(constant.constant()) || !(isEqual || function.equals("notEqual"))) {
            throw Unsupported.attribute(apply, "function", function + " of two texts");
        }
        double code = column.texts()
                .code(constant.texts().texts().get(constant.constant().intValue()));
        lowering.columns().boundary(column, code);
        Column wanted = lowering.columns().constant(code, DataType.STRING, OpType.CATEGORICAL);
        return strict(column, wanted, (x, y) -> (x == y) == isEqual ? 1 : 0);
    }

    private Column strict(Column left, Column right, DoubleBinaryOperator function) {
        boolean mayBeUndefined =
                left.mayBeMissing() || left.mayBeUndefined() || right.mayBeMissing() || right.mayBeUndefined();
        return lowering.columns()
                .binary(
                        left,
                        right,
                        Column.flag().withGaps(false, mayBeUndefined),
                        (x, y) -> Double.isNaN(x) || Double.isNaN(y) ? Undefined.VALUE : function.applyAsDouble(x, y));
    }
}
