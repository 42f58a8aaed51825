package io.millrace.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of a bundle's {@code golden.jsonl}: inputs, and what the model must make of them.
 *
 * @param number its line, from 1
 * @param inputs by name: a Double, a String, a List of these for a vector, or null for missing; an input that is not named
 *     is missing too. Values are as an event has them, before the contract's treatments
 * @param outputs by name: a Double, a String, or null for NaN or no text; outputs that are not named are not checked
 * @param tolerance how far a number may be off: {@code |found - expected| <= tolerance * max(1, |expected|)}
 */
public record GoldenRow(int number, Map<String, Object> inputs, Map<String, Object> outputs, double tolerance) {
    /** Tolerance of a line that names none: room for the last digits of 32-bit probabilities. */
    public static final double DEFAULT_TOLERANCE = 1e-6;

    /** Copies the maps; checks number and tolerance. */
    public GoldenRow {
        if (number < 1 || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "number must be >= 1, tolerance >= 0: number=" + number + ", tolerance=" + tolerance);
        }
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /**
     * Adds this row's inputs to a batch. What does not fit the contract is not set.
     *
     * @return what does not fit, e.g. {@code input carrier: must be text, found 3.0}
     */
    public List<GoldenMismatch> addTo(RowBatch rows) {
        return new GoldenCells(this, rows).add();
    }
}
