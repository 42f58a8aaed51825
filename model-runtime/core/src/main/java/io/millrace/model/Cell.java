package io.millrace.model;

/**
 * One cell of a generated row, fit for the batches of any engine.
 *
 * @param number as in {@link RowBatch}; NaN where missing
 * @param text a category; null for everything else
 */
record Cell(double number, String text) {
    static final Cell MISSING = number(Double.NaN);

    static Cell number(double number) {
        return new Cell(number, null);
    }

    static Cell text(String text) {
        return new Cell(0, text);
    }

    boolean isMissing() {
        return text == null && Double.isNaN(number);
    }

    void write(RowBatch rows, int row, int column) {
        if (text == null) {
            rows.set(row, column, number);
        } else {
            rows.setText(row, column, text);
        }
    }

    @Override
    public String toString() {
        if (isMissing()) {
            return "missing";
        }
        return text == null ? Double.toString(number) : '"' + text + '"';
    }
}
