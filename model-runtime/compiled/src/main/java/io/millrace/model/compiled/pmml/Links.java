package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;
import java.util.function.DoubleUnaryOperator;

/** Inverse link functions: from a linear predictor to a mean or a probability. */
final class Links {
    private Links() {}

    static double logit(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double cloglog(double x) {
        return 1 - Math.exp(-Math.exp(x));
    }

    static double loglog(double x) {
        return Math.exp(-Math.exp(-x));
    }

    static double logc(double x) {
        return 1 - Math.exp(x);
    }

    static double cauchit(double x) {
        return 0.5 + Math.atan(x) / Math.PI;
    }

    static DoubleUnaryOperator negbin(double parameter) {
        return x -> 1 / (parameter * (Math.exp(-x) - 1));
    }

    static DoubleUnaryOperator oddspower(double parameter) {
        return parameter == 0 ? Links::logit : x -> 1 / (1 + Math.pow(1 + parameter * x, -1 / parameter));
    }

    static DoubleUnaryOperator power(double parameter) {
        return parameter == 0 ? Math::exp : x -> Math.pow(x, 1 / parameter);
    }

    /** The link for a column: missing and undefined stay, and a result may be NaN, as it is in JPMML. */
    static DoubleUnaryOperator lifted(DoubleUnaryOperator link) {
        return x -> Double.isNaN(x) ? x : answer(link.applyAsDouble(x));
    }

    /** A computed number that is an answer even where it is NaN. */
    static double answer(double value) {
        return Double.isNaN(value) ? Undefined.ANSWER : value;
    }
}
