package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Undefined;

/** Arithmetic of cells: missing with anything is missing, undefined with anything undefined. */
final class Arithmetic {
    private Arithmetic() {}

    static double add(double x, double y) {
        return isGap(x, y) ? gap(x, y) : Undefined.unlessNaN(x + y);
    }

    static double subtract(double x, double y) {
        return isGap(x, y) ? gap(x, y) : Undefined.unlessNaN(x - y);
    }

    static double multiply(double x, double y) {
        return isGap(x, y) ? gap(x, y) : Undefined.unlessNaN(x * y);
    }

    /** {@code x / total}; undefined where there is nothing to share, NaN where it is infinite. */
    static double share(double x, double total) {
        return isGap(x, total) ? gap(x, total) : total == 0 ? Undefined.VALUE : Links.answer(x / total);
    }

    /** What becomes of two cells of which one is NaN. */
    static double gap(double x, double y) {
        return Undefined.is(x) || Undefined.is(y) ? Undefined.VALUE : Double.NaN;
    }

    private static boolean isGap(double x, double y) {
        return Double.isNaN(x) || Double.isNaN(y);
    }
}
