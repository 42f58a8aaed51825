package io.millrace.learning.model;

import java.util.Arrays;

/**
 * The raw values of one event, field by field in the order of {@link OnlineModelConfig#fields}: a number, a text, or nothing. Reused by its owner for
 * ever; a model reads it during a call and keeps nothing but texts that are new categories.
 *
 * <p>Nothing allocates but the constructor. One thread at a time.
 */
public final class FeatureRow {
    private final double[] numbers;
    private final String[] texts;
    /** Fields that hold a text. */
    private int textCount;

    /** A row of {@code size} fields, all missing. */
    public FeatureRow(int size) {
        numbers = new double[size];
        texts = new String[size];
        clear();
    }

    /** Number of fields. */
    public int size() {
        return numbers.length;
    }

    /** Makes all fields missing. */
    public void clear() {
        Arrays.fill(numbers, Double.NaN);
        Arrays.fill(texts, null);
        textCount = 0;
    }

    /** Makes a field missing. */
    public void setMissing(int field) {
        setNumber(field, Double.NaN);
    }

    /** Gives a field a number; NaN is missing. */
    public void setNumber(int field, double value) {
        numbers[field] = value;
        if (texts[field] != null) {
            texts[field] = null;
            textCount--;
        }
    }

    /** Gives a field a text; null is missing. */
    public void setText(int field, String value) {
        setNumber(field, Double.NaN);
        if (value != null) {
            texts[field] = value;
            textCount++;
        }
    }

    /** The number of a field; NaN if it has none. */
    public double number(int field) {
        return numbers[field];
    }

    /** The text of a field; null if it has none. */
    public String text(int field) {
        return texts[field];
    }

    /** The numbers of all fields, for loops that cannot afford a call; not to be written. */
    double[] numbers() {
        return numbers;
    }

    boolean hasText() {
        return textCount > 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(texts[i] == null ? String.valueOf(numbers[i]) : '"' + texts[i] + '"');
        }
        return text.append(']').toString();
    }
}
