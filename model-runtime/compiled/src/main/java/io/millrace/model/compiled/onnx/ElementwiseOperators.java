package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.compiled.program.BinaryOperation;
import io.millrace.model.compiled.program.Select;
import io.millrace.model.compiled.program.UnaryOperation;
import io.millrace.model.format.onnx.ElementType;
import java.util.HashMap;
import java.util.Map;

/**
 * Operators that treat each element by itself. In single precision each result is rounded, which gives the very numbers
 * that single precision would have for sums, differences, products, quotients and square roots.
 */
final class ElementwiseOperators {
    private ElementwiseOperators() {}

    static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Add", arithmetic(BinaryOperation.ADD));
        table.put("Sub", arithmetic(BinaryOperation.SUBTRACT));
        table.put("Mul", arithmetic(BinaryOperation.MULTIPLY));
        table.put("Div", single(ElementwiseOperators::divide));
        table.put("Pow", single(ElementwiseOperators::power));
        table.put("Sum", single(ElementwiseOperators::sum));
        table.put("Min", fold(BinaryOperation.MINIMUM));
        table.put("Max", fold(BinaryOperation.MAXIMUM));
        table.put("Equal", comparison(BinaryOperation.EQUAL));
        table.put("Less", comparison(BinaryOperation.LESS));
        table.put("LessOrEqual", comparison(BinaryOperation.LESS_OR_EQUAL));
        table.put("Greater", comparison(BinaryOperation.GREATER));
        table.put("GreaterOrEqual", comparison(BinaryOperation.GREATER_OR_EQUAL));
        table.put("And", logical(BinaryOperation.AND));
        table.put("Or", logical(BinaryOperation.OR));
        table.put("Xor", logical(BinaryOperation.EXCLUSIVE_OR));
        table.put(
                "Not",
                single((node, lowering) -> lowering.unary(node, UnaryOperation.NOT, truth(node, 0), ElementType.BOOL)));
        table.put(
                "IsNaN",
                single((node, lowering) ->
                        lowering.unary(node, UnaryOperation.IS_NAN, floating(node), ElementType.BOOL)));
        table.put("Abs", function(UnaryOperation.ABSOLUTE));
        table.put("Neg", function(UnaryOperation.NEGATE));
        table.put("Sign", function(UnaryOperation.SIGN));
        table.put("Exp", floatingFunction(UnaryOperation.EXPONENTIAL));
        table.put("Log", floatingFunction(UnaryOperation.LOGARITHM));
        table.put("Sqrt", floatingFunction(UnaryOperation.SQUARE_ROOT));
        table.put("Reciprocal", floatingFunction(UnaryOperation.RECIPROCAL));
        table.put("Sigmoid", floatingFunction(UnaryOperation.LOGISTIC));
        table.put("Tanh", floatingFunction(UnaryOperation.HYPERBOLIC_TANGENT));
        table.put("Floor", floatingFunction(UnaryOperation.FLOOR));
        table.put("Ceil", floatingFunction(UnaryOperation.CEILING));
        table.put("Round", floatingFunction(UnaryOperation.ROUND_HALF_EVEN));
        table.put(
                "Relu",
                single((node, lowering) -> lowering.binary(
                        node,
                        BinaryOperation.MAXIMUM,
                        floating(node),
                        zero(node.input(0)),
                        node.input(0).type())));
        table.put("Clip", single(ElementwiseOperators::clip));
        table.put("Where", single(ElementwiseOperators::where));
        table.put("Identity", single((node, lowering) -> node.input(0)));
        table.put("Cast", single(ElementwiseOperators::cast));
        return table;
    }

    private static Operator arithmetic(BinaryOperation operation) {
        return single((node, lowering) -> {
            Tensor x = alike(node, 0, 1);
            return lowering.binary(node, operation, x, node.input(1), x.type());
        });
    }

    /** Whole numbers are divided as in C++: the rest is cut off, and 0 is no divisor. */
    private static Tensor divide(Node node, Lowering lowering) {
        Tensor x = alike(node, 0, 1);
        if (x.isFloating()) {
            return lowering.binary(node, BinaryOperation.DIVIDE, x, node.input(1), x.type());
        }
        for (double divisor : node.constant(1).values()) {
            if (divisor == 0) {
                throw node.unsupported("whole divisors other than 0", divisor);
            }
        }
        Tensor quotient = lowering.binary(node, BinaryOperation.DIVIDE, x, node.input(1), x.type());
        return lowering.unary(node, UnaryOperation.TO_LONG, quotient, x.type());
    }

    private static Tensor power(Node node, Lowering lowering) {
        Tensor base = floating(node);
        return lowering.binary(node, BinaryOperation.POWER, base, node.numbers(1), base.type());
    }

    private static Tensor sum(Node node, Lowering lowering) {
        floating(node);
        return fold(node, lowering, BinaryOperation.ADD);
    }

    private static Operator fold(BinaryOperation operation) {
        return single((node, lowering) -> fold(node, lowering, operation));
    }

    private static Tensor fold(Node node, Lowering lowering, BinaryOperation operation) {
        Tensor all = node.numbers(0);
        for (int i = 1; i < node.inputCount(); i++) {
            alike(node, 0, i);
            all = lowering.binary(node, operation, all, node.input(i), all.type());
        }
        return all;
    }

    private static Operator comparison(BinaryOperation operation) {
        return single((node, lowering) -> {
            Tensor x = node.input(0);
            Tensor y = node.input(1);
            boolean known = x.isConstant() || y.isConstant();
            boolean texts = x.type() == ElementType.STRING && operation == BinaryOperation.EQUAL && known;
            boolean truths = x.type() == ElementType.BOOL && operation == BinaryOperation.EQUAL;
            if (x.type() != y.type() || !(x.isNumeric() || texts || truths)) {
                throw node.unsupported("numbers, or texts to be found equal to a constant", node);
            }
            return lowering.binary(node, operation, x, y, ElementType.BOOL);
        });
    }

    private static Operator logical(BinaryOperation operation) {
        return single(
                (node, lowering) -> lowering.binary(node, operation, truth(node, 0), truth(node, 1), ElementType.BOOL));
    }

    private static Operator function(UnaryOperation operation) {
        return single((node, lowering) ->
                lowering.unary(node, operation, node.numbers(0), node.input(0).type()));
    }

    private static Operator floatingFunction(UnaryOperation operation) {
        return single((node, lowering) ->
                lowering.unary(node, operation, floating(node), node.input(0).type()));
    }

    private static Tensor clip(Node node, Lowering lowering) {
        Tensor clipped = node.numbers(0);
        Tensor least = node.hasInput(1) ? scalar(node, 1) : attribute(node, "min", clipped);
        Tensor greatest = node.hasInput(2) ? scalar(node, 2) : attribute(node, "max", clipped);
        if (least != null) {
            clipped = lowering.binary(node, BinaryOperation.MAXIMUM, clipped, least, clipped.type());
        }
        if (greatest != null) {
            clipped = lowering.binary(node, BinaryOperation.MINIMUM, clipped, greatest, clipped.type());
        }
        return clipped;
    }

    private static Tensor scalar(Node node, int index) {
        Tensor scalar = node.constant(index);
        if (scalar.size() != 1) {
            throw node.unsupported("a single number as input " + index, scalar);
        }
        return scalar.withShape(new int[0]);
    }

    private static Tensor attribute(Node node, String name, Tensor like) {
        return node.has(name) ? Tensor.constant(like.type(), new int[0], new double[] {node.number(name, 0)}) : null;
    }

    private static Tensor where(Node node, Lowering lowering) {
        Tensor condition = truth(node, 0);
        Tensor x = node.input(1);
        Tensor y = node.input(2);
        int[] both = Shapes.broadcast(x.shape(), y.shape());
        int[] shape = both == null ? null : Shapes.broadcast(both, condition.shape());
        boolean texts = x.type() == ElementType.STRING && !(x.isConstant() && y.isConstant());
        if (shape == null || x.type() != y.type() || texts) {
            throw node.unsupported("shapes that are broadcast without mixing rows, one type, constant texts", node);
        }
        Tensor conditions = condition.pick(shape, Shapes.expand(condition.shape(), shape));
        Tensor xs = x.pick(shape, Shapes.expand(x.shape(), shape));
        Tensor ys = y.pick(shape, Shapes.expand(y.shape(), shape));
        if (conditions.isConstant() && xs.isConstant() && ys.isConstant()) {
            double[] values = new double[conditions.size()];
            for (int cell = 0; cell < values.length; cell++) {
                values[cell] = conditions.value(cell) != 0 ? xs.value(cell) : ys.value(cell);
            }
            return Tensor.constant(x.type(), shape, values);
        }
        int first = lowering.newColumns(node, conditions.size());
        for (int cell = 0; cell < conditions.size(); cell++) {
            lowering.add(new Select(
                    lowering.column(node, conditions, cell),
                    lowering.column(node, xs, cell),
                    lowering.column(node, ys, cell),
                    first + cell));
        }
        return Tensor.columns(x.type(), shape, first);
    }

    private static Tensor cast(Node node, Lowering lowering) {
        int number = (int) node.whole("to", 0);
        ElementType type = Constants.type(number);
        if (type == null) {
            throw node.unsupported("to: FLOAT, DOUBLE, INT32, INT64 or BOOL", number);
        }
        return lowering.cast(node, node.input(0), type);
    }

    private static Tensor zero(Tensor like) {
        return Tensor.constant(like.type(), new int[0], new double[1]);
    }

    private static Tensor floating(Node node) {
        Tensor input = node.input(0);
        if (!input.isFloating()) {
            throw node.unsupported("FLOAT or DOUBLE", input);
        }
        return input;
    }

    private static Tensor truth(Node node, int index) {
        Tensor input = node.input(index);
        if (input.type() != ElementType.BOOL) {
            throw node.unsupported("BOOL as input " + index, input);
        }
        return input;
    }

    /** Two inputs of numbers of one type, broadcast in today's way. */
    private static Tensor alike(Node node, int first, int second) {
        Tensor x = node.numbers(first);
        Tensor y = node.numbers(second);
        if (x.type() != y.type() || node.opset() < 7) {
            throw node.unsupported("numbers of one type, broadcast as since version 7", node);
        }
        return x;
    }
}
