package io.millrace.model.compiled.program;

/** Rounds what models in single precision compute. */
final class Rounding {
    private Rounding() {}

    /** Rounds {@code rows} cells from {@code from} on. */
    static void toSingle(double[] cells, int from, int rows) {
        for (int cell = from; cell < from + rows; cell++) {
            cells[cell] = (float) cells[cell];
        }
    }
}
