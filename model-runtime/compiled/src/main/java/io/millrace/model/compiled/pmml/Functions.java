package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Aggregate;
import io.millrace.model.compiled.program.CodeTable;
import io.millrace.model.compiled.program.Undefined;
import io.millrace.model.compiled.program.WithConstant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.dmg.pmml.Apply;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Expression;
import org.dmg.pmml.InvalidValueTreatmentMethod;
import org.dmg.pmml.OpType;

/**
 * Compiles PMML's own functions.
 *
 * <p>Arithmetic gives missing for missing; {@code min}, {@code max}, {@code sum}, {@code avg} and {@code product} leave
 * missing arguments out; {@code isMissing}, {@code isNotMissing}, {@code isIn} and {@code isNotIn} know them; all other
 * functions are undefined for them. A result that is no number is undefined, as is a whole number beyond 32 bits.
 */
final class Functions {
    private static final Map<String, DoubleUnaryOperator> REAL = Map.of(
            "exp", Math::exp,
            "expm1", Math::expm1,
            "ln", Math::log,
            "ln1p", Math::log1p,
            "log10", Math::log10,
            "sqrt", Math::sqrt);

    private static final Map<String, DoubleUnaryOperator> TO_INTEGER = Map.of(
            "floor", Math::floor,
            "ceil", Math::ceil,
            "round", value -> (double) Math.round(value));

    private static final Map<String, Aggregate.Function> AGGREGATES = Map.of(
            "sum", Aggregate.Function.SUM,
            "product", Aggregate.Function.PRODUCT,
            "min", Aggregate.Function.MIN,
            "max", Aggregate.Function.MAX,
            "avg", Aggregate.Function.MEAN);

    private static final Map<String, WithConstant.Operation> ARITHMETIC = Map.of(
            "+", WithConstant.Operation.ADD,
            "-", WithConstant.Operation.SUBTRACT,
            "*", WithConstant.Operation.MULTIPLY,
            "/", WithConstant.Operation.DIVIDE);

    private static final Map<String, UnaryOperator<String>> ON_TEXT = Map.of(
            "lowercase", text -> text.toLowerCase(Locale.ROOT),
            "uppercase", text -> text.toUpperCase(Locale.ROOT),
            "trimBlanks", String::trim);

    private static final Set<String> OTHERS = Set.of(
            "abs",
            "rint",
            "pow",
            "threshold",
            "equal",
            "notEqual",
            "lessThan",
            "lessOrEqual",
            "greaterThan",
            "greaterOrEqual",
            "and",
            "or",
            "not",
            "isIn",
            "isNotIn",
            "isMissing",
            "isNotMissing",
            "if");

    private final Lowering lowering;
    private final Expressions expressions;

    Functions(Lowering lowering, Expressions expressions) {
        this.lowering = lowering;
        this.expressions = expressions;
    }

    /** Whether a function is one of PMML's that are compiled. */
    boolean isBuiltIn(String function) {
        return REAL.containsKey(function)
                || TO_INTEGER.containsKey(function)
                || AGGREGATES.containsKey(function)
                || ARITHMETIC.containsKey(function)
                || ON_TEXT.containsKey(function)
                || OTHERS.contains(function);
    }

    /** A function's value; see {@link Expressions#lower}. */
    Column apply(Apply apply, Names names, DataType wanted) {
        String function = apply.requireFunction();
        if (!isBuiltIn(function)) {
            throw Unsupported.attribute(apply, "function", function);
        }
        boolean isIf = function.equals("if");
        List<Column> arguments = new ArrayList<>();
        Column missing = null;
        for (Expression expression : apply.getExpressions()) {
            Column argument = isIf && !arguments.isEmpty()
                    ? branch(expression, names, wanted)
                    : expressions.lower(expression, names, null);
            if (apply.getMapMissingTo() != null && !(isIf && !arguments.isEmpty())) {
                missing = anyMissing(missing, argument);
            }
            arguments.add(argument);
        }
        double undefined = undefined(apply, wanted);
        Column result = isIf ? choose(apply, arguments) : compute(apply, arguments, undefined);
        if (isIf && apply.getMapMissingTo() != null) {
            missing = anyMissing(missing, result);
        }
        return withDefaults(apply, result, missing, wanted);
    }

    private Column branch(Expression expression, Names names, DataType wanted) {
        return wanted == null
                ? expressions.lower(expression, names, null)
                : expressions.typed(expression, names, wanted, null);
    }

    /** What stands in for a result that is no number. */
    private static double undefined(Apply apply, DataType wanted) {
        if (apply.getInvalidValueTreatment() == InvalidValueTreatmentMethod.RETURN_INVALID) {
            return Undefined.VALUE;
        }
        if (apply.getInvalidValueTreatment() == InvalidValueTreatmentMethod.AS_MISSING
                && (apply.getDefaultValue() == null || wanted != null)) {
            return Double.NaN; // the default value takes its place together with other missing results
        }
        throw Unsupported.attribute(
                apply, "invalidValueTreatment", apply.getInvalidValueTreatment().value());
    }

    /** A flag that is set where {@code column} or what {@code so} stands for is missing; {@code so} may be null. */
    Column anyMissing(Column so, Column column) {
        Column flag = lowering.columns()
                .unary(
                        column,
                        Column.flag().gapsOf(column.withGaps(false, column.mayBeUndefined())),
                        cell -> Undefined.is(cell) ? cell : Double.isNaN(cell) ? 1 : 0);
        return so == null
                ? flag
                : lowering.columns()
                        .binary(
                                so,
                                flag,
                                flag.gapsOf(so),
                                (first, second) -> first == 1 || Undefined.is(first) ? first : second);
    }

    /**
     * A result with {@code mapMissingTo} and {@code defaultValue} in their places.
     *
     * @param missing flag: an argument is missing; null where nobody asks
     */
    Column withDefaults(Apply apply, Column result, Column missing, DataType wanted) {
        Column value = result;
        if (apply.getDefaultValue() != null) {
            value = expressions.replaceMissing(value, apply.getDefaultValue(), wanted, apply);
        }
        if (missing != null && !(missing.isConstant() && missing.constant() == 0)) {
            if (wanted == null && !value.isText() && value.type() != DataType.BOOLEAN) {
                throw Unsupported.attribute(apply, "mapMissingTo", apply.getMapMissingTo());
            }
            DataType type = wanted == null ? value.type() : wanted;
            value = lowering.casts().cast(value, type, null);
            Column replaced = value.isText()
                    ? value.withTexts(value.texts().with(Literals.text(apply.getMapMissingTo())))
                    : value;
            double replacement = value.isText()
                    ? replaced.texts().code(Literals.text(apply.getMapMissingTo()))
                    : Literals.number(type, apply.getMapMissingTo(), apply);
            Column constant = lowering.columns().constant(replacement, type, value.opType());
            value = lowering.columns()
                    .choose(missing, constant.withTexts(replaced.texts()), value, replaced.gapsOf(missing));
        }
        return value;
    }

    private Column compute(Apply apply, List<Column> arguments, double undefined) {
        String function = apply.requireFunction();
        Column first = arguments.isEmpty() ? null : arguments.get(0);
        if (REAL.containsKey(function)) {
            checkArity(apply, arguments, 1);
            return strict(number(apply, first), DataType.DOUBLE, REAL.get(function), undefined);
        }
        if (TO_INTEGER.containsKey(function)) {
            checkArity(apply, arguments, 1);
            boolean isSingle = function.equals("round") && first.type() == DataType.FLOAT;
            DoubleUnaryOperator rounded =
                    isSingle ? value -> (double) Math.round((float) value) : TO_INTEGER.get(function);
            return strict(
                    number(apply, first),
                    DataType.INTEGER,
                    value -> wholeOrNaN(rounded.applyAsDouble(value)),
                    Undefined.VALUE);
        }
        if (AGGREGATES.containsKey(function)) {
            return aggregate(apply, AGGREGATES.get(function), arguments);
        }
        if (ARITHMETIC.containsKey(function)) {
            checkArity(apply, arguments, 2);
            return arithmetic(apply, ARITHMETIC.get(function), first, arguments.get(1), undefined);
        }
        if (ON_TEXT.containsKey(function)) {
            checkArity(apply, arguments, 1);
            return onText(apply, ON_TEXT.get(function), first);
        }
        return switch (function) {
            case "abs" -> {
                checkArity(apply, arguments, 1);
                yield strict(number(apply, first), first.type(), rounded(first.type(), Math::abs), Undefined.VALUE);
            }
            case "rint" -> {
                checkArity(apply, arguments, 1);
                yield strict(number(apply, first), first.type(), rounded(first.type(), Math::rint), Undefined.VALUE);
            }
            case "pow" -> {
                checkArity(apply, arguments, 2);
                yield pow(apply, first, arguments.get(1), undefined);
            }
            case "threshold" -> {
                checkArity(apply, arguments, 2);
                DataType type = common(apply, first, arguments.get(1));
                noteBoundary(first, arguments.get(1));
                yield strict(first, arguments.get(1), Column.number(type), (x, y) -> x > y ? 1 : 0, Undefined.VALUE);
            }
            case "isMissing" -> {
                checkArity(apply, arguments, 1);
                yield anyMissing(null, first);
            }
            case "isNotMissing" -> {
                checkArity(apply, arguments, 1);
                yield not(anyMissing(null, first));
            }
            case "isIn", "isNotIn" -> {
                Column isIn = isIn(apply, first, arguments.subList(1, arguments.size()));
                yield function.equals("isIn") ? isIn : not(isIn);
            }
            case "not" -> {
                checkArity(apply, arguments, 1);
                yield strict(flag(apply, first), DataType.BOOLEAN, value -> 1 - value, Undefined.VALUE);
            }
            case "and", "or" -> logic(apply, arguments);
            default -> {
                checkArity(apply, arguments, 2);
                yield lowering.predicates().compare(apply, first, arguments.get(1));
            }
        };
    }

    private static void checkArity(Apply apply, List<Column> arguments, int count) {
        if (arguments.size() != count) {
            throw Unsupported.attribute(apply, "function", apply.requireFunction() + " of " + arguments.size());
        }
    }

    private static Column number(Apply apply, Column column) {
        if (!column.isNumeric()) {
            throw Unsupported.attribute(
                    apply,
                    "function",
                    apply.requireFunction() + " of a " + column.type().value());
        }
        return column;
    }

    private static Column flag(Apply apply, Column column) {
        if (column.type() != DataType.BOOLEAN) {
            throw Unsupported.attribute(
                    apply,
                    "function",
                    apply.requireFunction() + " of a " + column.type().value());
        }
        return column;
    }

    /** The type of arithmetic's result. */
    private static DataType common(Apply apply, Column left, Column right) {
        for (Column column : List.of(left, right)) {
            if (number(apply, column).type() == DataType.BOOLEAN) {
                flagRefused(apply, column);
            }
        }
        if (left.type() == DataType.DOUBLE || right.type() == DataType.DOUBLE) {
            return DataType.DOUBLE;
        }
        return left.type() == DataType.FLOAT || right.type() == DataType.FLOAT ? DataType.FLOAT : DataType.INTEGER;
    }

    private static void flagRefused(Apply apply, Column column) {
        throw Unsupported.attribute(
                apply,
                "function",
                apply.requireFunction() + " of a " + column.type().value());
    }

    private static DoubleUnaryOperator rounded(DataType type, DoubleUnaryOperator function) {
        return switch (type) {
            case FLOAT -> value -> (float) function.applyAsDouble(value);
            case INTEGER, BOOLEAN -> value -> wholeOrNaN(function.applyAsDouble(value));
            default -> function;
        };
    }

    private static double wholeOrNaN(double value) {
        return value == (int) value ? value + 0.0 : Double.NaN;
    }

    /** A function of one number that is undefined for missing. */
    private Column strict(Column input, DataType type, DoubleUnaryOperator function, double undefined) {
        OpType opType = type == DataType.BOOLEAN ? OpType.CATEGORICAL : OpType.CONTINUOUS;
        Column like = Column.like(type, opType)
                .withGaps(!Undefined.is(undefined), type != DataType.BOOLEAN || hasGaps(input));
        return lowering.columns().unary(input, like, value -> {
            if (Double.isNaN(value)) {
                return Undefined.VALUE;
            }
            double result = function.applyAsDouble(value);
            return Double.isNaN(result) ? undefined : result;
        });
    }

    private static boolean hasGaps(Column column) {
        return column.mayBeMissing() || column.mayBeUndefined();
    }

    /** A function of two values that is undefined where one is missing. */
    private Column strict(Column left, Column right, Column like, DoubleBinaryOperator function, double undefined) {
        boolean mayBeUndefined = like.mayBeUndefined() || hasGaps(left) || hasGaps(right);
        return lowering.columns().binary(left, right, like.withGaps(like.mayBeMissing(), mayBeUndefined), (x, y) -> {
            if (Double.isNaN(x) || Double.isNaN(y)) {
                return Undefined.VALUE;
            }
            double result = function.applyAsDouble(x, y);
            return Double.isNaN(result) ? undefined : result;
        });
    }

    private Column arithmetic(
            Apply apply, WithConstant.Operation operation, Column left, Column right, double undefined) {
        DataType type = common(apply, left, right);
        if (type == DataType.DOUBLE && isPlain(operation, left, right)) {
            Column output = lowering.columns().place(Column.number(type).withGaps(left.mayBeMissing(), false));
            lowering.columns()
                    .builder()
                    .add(new WithConstant(operation, left.index(), right.constant(), output.index()));
            return output;
        }
        DoubleBinaryOperator plain =
                switch (operation) {
                    case ADD -> (x, y) -> x + y;
                    case SUBTRACT -> (x, y) -> x - y;
                    case MULTIPLY -> (x, y) -> x * y;
                    case DIVIDE -> type == DataType.INTEGER ? Functions::wholeQuotient : (x, y) -> x / (y + 0.0);
                };
        DoubleBinaryOperator function =
                switch (type) {
                    case INTEGER -> (x, y) -> wholeOrNaN(plain.applyAsDouble(x, y));
                    case FLOAT -> (x, y) -> (float) plain.applyAsDouble(x, y);
                    default -> plain;
                };
        Column like = Column.number(type)
                .gapsOf(left, right)
                .gapsOf(Column.flag().withGaps(!Undefined.is(undefined), Undefined.is(undefined)));
        return lowering.columns().binary(left, right, like, (x, y) -> {
            if (Double.isNaN(x) || Double.isNaN(y)) {
                return Undefined.is(x) || Undefined.is(y) ? Undefined.VALUE : Double.NaN;
            }
            double result = function.applyAsDouble(x, y);
            return Double.isNaN(result) ? undefined : result;
        });
    }

    /** Whether NaN can come from nothing but a missing value, so that the processor's own arithmetic does. */
    private static boolean isPlain(WithConstant.Operation operation, Column left, Column right) {
        if (left.isConstant() || left.mayBeUndefined() || !right.isConstant()) {
            return false;
        }
        double constant = right.constant();
        boolean isAdditive = operation == WithConstant.Operation.ADD || operation == WithConstant.Operation.SUBTRACT;
        return Math.abs(constant) <= Double.MAX_VALUE && (isAdditive || constant != 0);
    }

    private static double wholeQuotient(double x, double y) {
        if (y == 0) {
            return Double.NaN;
        }
        double quotient = x / y; // exact enough: both have 32 bits
        return quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
    }

    private Column pow(Apply apply, Column base, Column exponent, double undefined) {
        DataType type = common(apply, base, exponent);
        if (type == DataType.INTEGER) {
            Column like = Column.number(type).withGaps(false, true);
            return strict(
                    base, exponent, like, (x, y) -> y < 0 ? Double.NaN : wholeOrNaN(Math.pow(x, y)), Undefined.VALUE);
        }
        DoubleBinaryOperator function =
                type == DataType.FLOAT ? (x, y) -> (float) Math.pow(x + 0.0, y) : (x, y) -> Math.pow(x + 0.0, y);
        Column like = Column.number(type).withGaps(!Undefined.is(undefined), true);
        return strict(base, exponent, like, function, undefined);
    }

    private Column aggregate(Apply apply, Aggregate.Function function, List<Column> arguments) {
        if (arguments.isEmpty()) {
            checkArity(apply, arguments, 1);
        }
        DataType type = arguments.get(0).type();
        Column like = Column.flag();
        boolean allMayBeMissing = true;
        for (Column argument : arguments) {
            // the result's type is that of the arguments that are there
            if (number(apply, argument).type() != type || type == DataType.BOOLEAN) {
                throw Unsupported.attribute(
                        apply,
                        "function",
                        apply.requireFunction() + " of " + type.value() + " and "
                                + argument.type().value());
            }
            like = like.gapsOf(argument);
            allMayBeMissing &= argument.mayBeMissing();
        }
        boolean isWhole = type == DataType.INTEGER && function != Aggregate.Function.MEAN;
        DataType resultType = type == DataType.INTEGER && !isWhole ? DataType.DOUBLE : type;
        // infinite numbers of both signs have no sum
        Column output = lowering.columns().place(Column.number(resultType).withGaps(allMayBeMissing, true));
        lowering.columns()
                .builder()
                .add(new Aggregate(function, lowering.columns().indices(arguments), output.index()));
        if (resultType == DataType.DOUBLE) {
            return output;
        }
        return lowering.columns().unary(output, output, isWhole ? Casts::unlessFractional : Casts::toFloat);
    }

    private Column onText(Apply apply, UnaryOperator<String> function, Column column) {
        if (!column.isText() || column.texts().isOpen()) {
            throw Unsupported.attribute(apply, "function", apply.requireFunction() + " of a text that may be any");
        }
        Transformations.Written written = new Transformations.Written(DataType.STRING);
        double[] codes = column.texts().texts().stream()
                .mapToDouble(text -> written.cell(function.apply(text), apply))
                .toArray();
        Column like = written.column().withGaps(false, hasGaps(column));
        if (column.isConstant()) {
            return lowering.columns().constant(like.texts().texts().get((int)
                    codes[column.constant().intValue()]));
        }
        Column output = lowering.columns().place(like);
        lowering.columns()
                .builder()
                .add(new CodeTable(column.index(), output.index(), codes, Undefined.VALUE, Undefined.VALUE));
        return output;
    }

    private Column not(Column flag) {
        return lowering.columns().unary(flag, flag, value -> Double.isNaN(value) ? value : 1 - value);
    }

    private Column logic(Apply apply, List<Column> arguments) {
        if (arguments.size() < 2) {
            checkArity(apply, arguments, 2);
        }
        DoubleBinaryOperator function = apply.requireFunction().equals("and") ? Math::min : Math::max;
        Column result = flag(apply, arguments.get(0));
        for (Column argument : arguments.subList(1, arguments.size())) {
            result = strict(result, flag(apply, argument), Column.flag(), function, Undefined.VALUE);
        }
        return result;
    }

    /** A missing value is in a set that holds one. */
    private Column isIn(Apply apply, Column value, List<Column> set) {
        if (set.isEmpty()) {
            checkArity(apply, set, 2);
        }
        boolean holdsMissing = false;
        List<Double> cells = new ArrayList<>();
        for (Column element : set) {
            if (!element.isConstant()) {
                throw Unsupported.attribute(
                        apply, "function", apply.requireFunction() + " of a set that is not constant");
            }
            if (Double.isNaN(element.constant())) {
                holdsMissing = true;
            } else {
                cells.add(lowering.predicates().cellOf(value, constantOf(element), apply));
            }
        }
        double ofMissing = holdsMissing ? 1 : 0;
        double[] sorted =
                cells.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        for (double cell : sorted) {
            lowering.columns().boundary(value, cell);
        }
        return lowering.columns().unary(value, Column.flag().withGaps(false, value.mayBeUndefined()), cell -> {
            if (Double.isNaN(cell)) {
                return Undefined.is(cell) ? cell : ofMissing;
            }
            return java.util.Arrays.binarySearch(sorted, cell + 0.0) >= 0 ? 1 : 0;
        });
    }

    private static Object constantOf(Column constant) {
        return constant.isText()
                ? constant.texts().texts().get(constant.constant().intValue())
                : constant.type() == DataType.BOOLEAN ? (Object) (constant.constant() == 1) : constant.constant();
    }

    private void noteBoundary(Column left, Column right) {
        if (right.isConstant()) {
            lowering.columns().boundary(left, right.constant());
        }
        if (left.isConstant()) {
            lowering.columns().boundary(right, left.constant());
        }
    }

    private Column choose(Apply apply, List<Column> arguments) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            checkArity(apply, arguments, 3);
        }
        Column test = flag(apply, arguments.get(0));
        // the function fails where it is not known what to choose
        Column flag = test.mayBeMissing()
                ? lowering.columns()
                        .unary(test, test.withGaps(false, true), value -> Double.isNaN(value) ? Undefined.VALUE : value)
                : test;
        Column yes = arguments.get(1);
        Column no =
                arguments.size() == 3 ? arguments.get(2) : lowering.columns().missing(yes.type(), yes.opType());
        boolean yesIsNothing = isMissingConstant(yes);
        boolean noIsNothing = isMissingConstant(no);
        if (yes.type() != no.type() && !yesIsNothing && !noIsNothing) {
            throw Unsupported.attribute(
                    apply,
                    "function",
                    "if of " + yes.type().value() + " and " + no.type().value());
        }
        Column like = yesIsNothing ? no : yes;
        if (yes.isText() && no.isText()) {
            Dictionary texts = no.texts().isOpen() ? merged(no.texts(), yes.texts()) : merged(yes.texts(), no.texts());
            yes = recoded(yes, texts);
            no = recoded(no, texts);
            like = like.withTexts(texts);
        }
        return lowering.columns()
                .choose(
                        flag,
                        yes,
                        no,
                        new Column(-1, like.type(), like.opType(), like.texts(), null, -1, false, false)
                                .gapsOf(yes, no, flag));
    }

    private static boolean isMissingConstant(Column column) {
        return column.isConstant() && Double.isNaN(column.constant());
    }

    /** One dictionary for both; the first one's codes stay. */
    private static Dictionary merged(Dictionary first, Dictionary second) {
        if (second.isOpen() && first != second) {
            throw Unsupported.thing("choice between texts", "two that may be any");
        }
        Dictionary merged = first;
        for (String text : second.texts()) {
            merged = merged.with(text);
        }
        return merged;
    }

    private Column recoded(Column column, Dictionary texts) {
        if (column.texts() == texts || !column.isText()) {
            return column.isText() ? column : column.withTexts(texts);
        }
        double[] codes =
                column.texts().texts().stream().mapToDouble(texts::code).toArray();
        boolean same = true;
        for (int i = 0; i < codes.length; i++) {
            same &= codes[i] == i;
        }
        if (same) {
            return column.withTexts(texts);
        }
        if (column.isConstant()) {
            return lowering.columns()
                    .constant(codes[column.constant().intValue()], DataType.STRING, column.opType())
                    .withTexts(texts);
        }
        Column output = lowering.columns().place(column.withTexts(texts));
        lowering.columns().builder().add(new CodeTable(column.index(), output.index(), codes, -1, Double.NaN));
        return output;
    }
}
