package io.millrace.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows on their way into a model: up to {@link #capacity()} rows of the contract's {@link ModelContract#width()}
 * columns, row by row in one array, reused for ever.
 *
 * <p>A cell is a {@code double}. NaN means missing. Numbers stand for themselves, booleans are 0 or 1, a category is its
 * code (position in {@link ModelInput#categories()}), -1 where it is unseen. Texts that are unseen, or whose input lists no
 * categories, are kept: {@link #text}; in the latter case the cell is 0 where present.
 *
 * <p>After the first use no method allocates, {@link #setText} of a text that is kept aside. One thread at a time.
 */
public final class RowBatch {
    private final ModelContract contract;
    private final int width;
    private final double[] values;
    private final String[] texts;
    private final CategoryIndex[] categories;
    private final boolean[] openText;
    private final RowFault[] faults;
    private final int[] faultColumns;
    private int size;

    /**
     * A batch for models of {@code contract}.
     *
     * @param capacity most rows at a time, at least 1
     */
    public RowBatch(ModelContract contract, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("must be >= 1: capacity=" + capacity);
        }
        this.contract = contract;
        width = contract.width();
        values = new double[Math.multiplyExact(capacity, width)];
        categories = new CategoryIndex[width];
        openText = new boolean[width];
        boolean anyText = false;
        for (int column = 0; column < width; column++) {
            ModelInput input = contract.inputOfColumn(column);
            openText[column] = input.isOpenText();
            anyText |= input.type() == FeatureType.CATEGORICAL;
            if (input.type() == FeatureType.CATEGORICAL && !openText[column]) {
                categories[column] = new CategoryIndex(input.categories());
            }
        }
        texts = anyText ? new String[values.length] : null;
        faults = new RowFault[capacity];
        faultColumns = new int[capacity];
    }

    /** What the rows are made for. */
    public ModelContract contract() {
        return contract;
    }

    /** Most rows at a time. */
    public int capacity() {
        return faults.length;
    }

    /** Rows held now. */
    public int size() {
        return size;
    }

    /** Forgets all rows. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a row in which everything is missing.
     *
     * @return its index
     * @throws IllegalStateException if the batch is full
     */
    public int addRow() {
        if (size == faults.length) {
            throw new IllegalStateException("batch is full: capacity=" + faults.length);
        }
        int from = size * width;
        Arrays.fill(values, from, from + width, Double.NaN);
        if (texts != null) {
            Arrays.fill(texts, from, from + width, null);
        }
        faults[size] = RowFault.NONE;
        return size++;
    }

    /** Takes the last row away again. */
    public void removeLastRow() {
        size--;
    }

    /** Sets a number (or 0/1, or a category's code); NaN for missing. */
    public void set(int row, int column, double value) {
        values[row * width + column] = value;
    }

    /** Sets a categorical cell from text, null for missing. */
    public void setText(int row, int column, String text) {
        int cell = row * width + column;
        if (text == null) {
            values[cell] = Double.NaN;
        } else if (openText[column]) {
            values[cell] = 0;
            texts[cell] = text;
        } else {
            setCode(cell, categoryIndex(column).codeOf(text), text);
        }
    }

    /** Sets a categorical cell from UTF-8 bytes; allocates only where the text must be kept. */
    public void setText(int row, int column, byte[] utf8, int from, int length) {
        int code =
                openText[column] ? CategoryIndex.UNSEEN : categoryIndex(column).codeOf(utf8, from, length);
        if (code == CategoryIndex.UNSEEN) {
            setText(row, column, new String(utf8, from, length, StandardCharsets.UTF_8));
        } else {
            values[row * width + column] = code;
        }
    }

    /** The cell as a double; see the class. */
    public double get(int row, int column) {
        return values[row * width + column];
    }

    /** Whether the cell is missing. */
    public boolean isMissing(int row, int column) {
        return Double.isNaN(values[row * width + column]);
    }

    /** The text of a categorical cell, also of an unseen category; null where it is missing. */
    public String text(int row, int column) {
        int cell = row * width + column;
        double code = values[cell];
        if (Double.isNaN(code)) {
            return null;
        }
        return openText[column] || code < 0
                ? texts[cell]
                : contract.inputOfColumn(column).categories().get((int) code);
    }

    /** All cells, row by row: row r, column c is at {@code r * width + c}. The live array, for engines; do not keep it. */
    public double[] values() {
        return values;
    }

    /** Marks a row as not to be scored. */
    public void fail(int row, RowFault fault, int column) {
        faults[row] = fault;
        faultColumns[row] = column;
    }

    /** Why the row is not scored; {@link RowFault#NONE} where it is. */
    public RowFault fault(int row) {
        return faults[row];
    }

    /** The column at fault; -1 where no single one is. */
    public int faultColumn(int row) {
        return faultColumns[row];
    }

    private void setCode(int cell, int code, String text) {
        values[cell] = code;
        if (code == CategoryIndex.UNSEEN) {
            texts[cell] = text;
        }
    }

    private CategoryIndex categoryIndex(int column) {
        CategoryIndex index = categories[column];
        if (index == null) {
            throw new IllegalArgumentException("must be categorical to take text: " + contract.columnName(column));
        }
        return index;
    }
}
