package io.millrace.model;

import java.util.Arrays;

/**
 * What a model said of a batch of rows: for each row the contract's outputs, in order. Reused for ever; a row whose
 * {@link RowBatch#fault} is set has no meaning here. One thread at a time.
 */
public final class ScoreBatch {
    private final ModelContract contract;
    private final int width;
    private final double[] numbers;
    private final String[] texts;
    private final String[] failures;

    /** Room for the scores of a batch of {@code capacity} rows. */
    public ScoreBatch(ModelContract contract, int capacity) {
        this.contract = contract;
        width = contract.outputs().size();
        numbers = new double[Math.multiplyExact(capacity, width)];
        texts = contract.outputs().stream().anyMatch(ModelOutput::isText) ? new String[numbers.length] : null;
        failures = new String[capacity];
    }

    /** What the scores mean. */
    public ModelContract contract() {
        return contract;
    }

    /** Most rows at a time. */
    public int capacity() {
        return failures.length;
    }

    /** A numeric output of a row. */
    public double number(int row, int output) {
        return numbers[row * width + output];
    }

    /** A text output of a row. */
    public String text(int row, int output) {
        return texts[row * width + output];
    }

    /** Sets a numeric output. */
    public void setNumber(int row, int output, double value) {
        numbers[row * width + output] = value;
    }

    /** Sets a text output. */
    public void setText(int row, int output, String value) {
        texts[row * width + output] = value;
    }

    /** Forgets what was said about the first {@code rows} rows. */
    void clearFailures(int rows) {
        Arrays.fill(failures, 0, rows, null);
    }

    /** Keeps what the engine said about a row that it failed on; the engine also marks the row in its {@link RowBatch}. */
    public void setFailure(int row, String message) {
        failures[row] = message;
    }

    /** What the engine said about a row that it failed on or refused; null where it said nothing. */
    public String failure(int row) {
        return failures[row];
    }
}
