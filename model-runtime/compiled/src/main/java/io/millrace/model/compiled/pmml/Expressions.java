package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.Apply;
import org.dmg.pmml.Constant;
import org.dmg.pmml.DataType;
import org.dmg.pmml.DefineFunction;
import org.dmg.pmml.DerivedField;
import org.dmg.pmml.Discretize;
import org.dmg.pmml.Expression;
import org.dmg.pmml.FieldRef;
import org.dmg.pmml.MapValues;
import org.dmg.pmml.NormContinuous;
import org.dmg.pmml.NormDiscrete;
import org.dmg.pmml.OpType;
import org.dmg.pmml.ParameterField;

/** Compiles expressions: the formulas of derived fields, functions and output fields. */
final class Expressions {
    /** Calls of the document's own functions that may nest. PMML forbids recursion. */
    private static final int MAX_CALLS = 16;

    private final Lowering lowering;
    private final Functions functions;
    private int calls;

    Expressions(Lowering lowering) {
        this.lowering = lowering;
        functions = new Functions(lowering, this);
    }

    /** A derived field's value. */
    Column derived(DerivedField field, Names names) {
        return typed(field.requireExpression(), names, field.requireDataType(), field.requireOpType());
    }

    /** An expression's value as one of a given type; a null leaves that to the expression. */
    Column typed(Expression expression, Names names, DataType type, OpType opType) {
        return lowering.casts().cast(lower(expression, names, type), type, opType);
    }

    /**
     * An expression's value.
     *
     * @param wanted the type that it will be cast to at once, which settles the type of values that PMML writes without
     *     one; null where nobody casts it
     */
    Column lower(Expression expression, Names names, DataType wanted) {
        if (expression instanceof FieldRef reference) {
            return reference(reference, names, wanted);
        } else if (expression instanceof Constant constant) {
            return constant(constant);
        } else if (expression instanceof Apply apply) {
            return apply(apply, names, wanted);
        } else if (expression instanceof NormContinuous norm) {
            return new Transformations(lowering).normContinuous(norm, names);
        } else if (expression instanceof NormDiscrete norm) {
            return normDiscrete(norm, names);
        } else if (expression instanceof Discretize discretize) {
            return new Transformations(lowering).discretize(discretize, names);
        } else if (expression instanceof MapValues map) {
            return new MapValuesTable(lowering).lower(map, names);
        }
        throw Unsupported.thing("expression", expression.getClass().getSimpleName());
    }

    private Column reference(FieldRef reference, Names names, DataType wanted) {
        Column column = names.column(reference.requireField());
        return reference.getMapMissingTo() == null
                ? column
                : replaceMissing(column, reference.getMapMissingTo(), wanted, reference);
    }

    /** The column with a value that the document writes as text, without a type, wherever it is missing. */
    Column replaceMissing(Column column, Object value, DataType wanted, Expression where) {
        if (!column.mayBeMissing()) {
            return column;
        }
        DataType type = wanted == null && column.isText() ? DataType.STRING : wanted;
        if (type == null) {
            throw Unsupported.element(where, "the replacement " + value + " where no type is declared");
        }
        Column typed = lowering.casts().cast(column, type, null);
        double replacement;
        if (typed.isText()) {
            typed = typed.withTexts(typed.texts().with(Literals.text(value)));
            replacement = typed.texts().code(Literals.text(value));
        } else {
            replacement = Literals.number(type, value, where);
        }
        Column like = typed.withGaps(false, typed.mayBeUndefined());
        return lowering.columns().unary(typed, like, cell -> Undefined.isMissing(cell) ? replacement : cell);
    }

    private Column constant(Constant constant) {
        Object value = constant.getValue();
        boolean isEmpty = value == null || "".equals(value);
        DataType type =
                constant.getDataType() != null ? constant.getDataType() : isEmpty ? DataType.STRING : typeOf(value);
        OpType opType = type == DataType.STRING || type == DataType.BOOLEAN ? OpType.CATEGORICAL : OpType.CONTINUOUS;
        Columns columns = lowering.columns();
        if (constant.isMissing() || (isEmpty && type != DataType.STRING)) {
            return columns.missing(type, opType);
        }
        if (type == DataType.STRING) {
            return columns.constant(isEmpty ? "" : Literals.text(value));
        }
        return columns.constant(Literals.number(type, value, constant), type, opType);
    }

    /** The type of a constant that does not say it. */
    private static DataType typeOf(Object value) {
        if (value instanceof Number number) {
            return number instanceof Integer
                    ? DataType.INTEGER
                    : number instanceof Float ? DataType.FLOAT : DataType.DOUBLE;
        }
        if (value instanceof Boolean) {
            return DataType.BOOLEAN;
        }
        String text = Literals.text(value);
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return DataType.STRING;
        }
        boolean isNumber = Literals.number(DataType.DOUBLE, text).isPresent();
        if (!isNumber) {
            return DataType.STRING;
        }
        return text.indexOf('.') >= 0 || text.toLowerCase(java.util.Locale.ROOT).endsWith("inf")
                ? DataType.DOUBLE
                : text.chars().allMatch(c -> c == '-' || c == '+' || (c >= '0' && c <= '9'))
                        ? DataType.INTEGER
                        : DataType.STRING;
    }

    private Column apply(Apply apply, Names names, DataType wanted) {
        DefineFunction defined =
                functions.isBuiltIn(apply.requireFunction()) ? null : lowering.function(apply.requireFunction());
        return defined == null ? functions.apply(apply, names, wanted) : call(apply, defined, names, wanted);
    }

    private Column call(Apply apply, DefineFunction function, Names names, DataType wanted) {
        List<ParameterField> parameters = function.getParameterFields();
        List<Expression> arguments = apply.getExpressions();
        if (parameters.size() != arguments.size()) {
            throw Unsupported.attribute(apply, "function", function.requireName() + " of " + arguments.size());
        }
        if (++calls > MAX_CALLS) {
            throw Unsupported.attribute(apply, "function", function.requireName() + ", nested too deeply");
        }
        Map<String, Column> values = new HashMap<>();
        Column missing = null;
        for (int i = 0; i < parameters.size(); i++) {
            ParameterField parameter = parameters.get(i);
            Column value = typed(arguments.get(i), names, parameter.getDataType(), parameter.getOpType());
            if (apply.getMapMissingTo() != null) {
                missing = functions.anyMissing(missing, value);
            }
            values.put(parameter.requireName(), value);
        }
        Column result = typed(
                function.requireExpression(),
                name -> {
                    Column value = values.get(name);
                    if (value == null) {
                        throw Unsupported.thing("field in function " + function.requireName(), name);
                    }
                    return value;
                },
                function.getDataType(),
                function.getOpType());
        calls--;
        return functions.withDefaults(apply, result, missing, wanted);
    }

    private Column normDiscrete(NormDiscrete norm, Names names) {
        if (norm.getMethod() != NormDiscrete.Method.INDICATOR) {
            throw Unsupported.attribute(norm, "method", norm.getMethod());
        }
        Column column = names.column(norm.requireField());
        double wanted = lowering.predicates().cellOf(column, norm.requireValue(), norm);
        double missing = norm.getMapMissingTo() == null
                ? Double.NaN
                : norm.getMapMissingTo().doubleValue();
        lowering.columns().boundary(column, wanted);
        Column like = Column.like(DataType.DOUBLE, OpType.CATEGORICAL)
                .withGaps(column.mayBeMissing() && Double.isNaN(missing), column.mayBeUndefined());
        return lowering.columns().unary(column, like, cell -> {
            if (Double.isNaN(cell)) {
                return Undefined.is(cell) ? cell : missing;
            }
            return cell == wanted ? 1 : 0;
        });
    }
}
