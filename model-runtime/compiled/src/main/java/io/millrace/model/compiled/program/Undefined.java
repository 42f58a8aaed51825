package io.millrace.model.compiled.program;

/**
 * The NaNs that stand for "there is no such value", where a plain NaN stands for "missing". Formats that know both, PMML
 * above all, go on with what is missing and refuse a row that needs what is undefined. The difference lies in the NaN's
 * payload, so steps carry such a cell over by copying it, never by computing with it.
 */
public final class Undefined {
    /** What cannot be computed, such as the logarithm of a negative number: scoring the row fails. */
    public static final double VALUE = Double.longBitsToDouble(0x7ff8_0000_0000_0d1eL);

    /** An input that the model does not take: the row has an invalid feature. */
    public static final double REFUSED = Double.longBitsToDouble(0x7ff8_0000_0000_0d1fL);

    /** No number, and yet an answer: the reference engine gives it too, and the row is not refused for it. */
    public static final double ANSWER = Double.longBitsToDouble(0x7ff8_0000_0000_0d20L);

    private static final long ANSWER_BITS = Double.doubleToRawLongBits(ANSWER);
    private static final long VALUE_BITS = Double.doubleToRawLongBits(VALUE);
    private static final long REFUSED_BITS = Double.doubleToRawLongBits(REFUSED);

    private Undefined() {}

    /** Whether a cell is undefined; missing is not. */
    public static boolean is(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return bits == VALUE_BITS || bits == REFUSED_BITS;
    }

    /** Whether a cell is an input that the model does not take. */
    public static boolean isRefused(double value) {
        return Double.doubleToRawLongBits(value) == REFUSED_BITS;
    }

    /** Whether a cell is a NaN that is an answer. */
    public static boolean isAnswer(double value) {
        return Double.doubleToRawLongBits(value) == ANSWER_BITS;
    }

    /** Whether a cell is missing; undefined is not, nor an answer. */
    public static boolean isMissing(double value) {
        return Double.isNaN(value) && !is(value) && !isAnswer(value);
    }

    /** A computed value, or undefined where the computation gave NaN. */
    public static double unlessNaN(double value) {
        return Double.isNaN(value) ? VALUE : value;
    }
}
