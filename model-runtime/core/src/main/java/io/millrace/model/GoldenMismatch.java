package io.millrace.model;

/**
 * Where a model and a golden row disagree.
 *
 * @param row line of {@code golden.jsonl}, from 1
 * @param name the output, or {@code input NAME} where the row does not fit the model's contract
 * @param expected what the row says
 * @param found what the model says
 */
public record GoldenMismatch(int row, String name, String expected, String found) {
    @Override
    public String toString() {
        return "golden row " + row + ": " + name + ": expected " + expected + ", found " + found;
    }
}
