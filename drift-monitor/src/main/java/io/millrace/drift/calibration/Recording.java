package io.millrace.drift.calibration;

import io.millrace.drift.profile.CategoricalLayout;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Retention;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Rows with their event times, held by column, in order of time. Immutable. */
public final class Recording {
    private final long[] times;
    private final Map<String, double[]> numbers = new TreeMap<>();
    private final Map<String, String[]> texts = new TreeMap<>();

    /**
     * Copies the columns and puts them in order of time.
     *
     * @param times event time of each row, ms since 1970
     * @param numbers a value a row, NaN where there is none
     * @param texts a value a row, null where there is none
     * @throws IllegalArgumentException if a column has not one value a row
     */
    public Recording(long[] times, Map<String, double[]> numbers, Map<String, String[]> texts) {
        Integer[] order = new Integer[times.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> times[i]));
        this.times = Arrays.stream(order).mapToLong(i -> times[i]).toArray();
        numbers.forEach((name, column) -> {
            requireRows(name, column.length);
            this.numbers.put(
                    name, Arrays.stream(order).mapToDouble(i -> column[i]).toArray());
        });
        texts.forEach((name, column) -> {
            requireRows(name, column.length);
            this.texts.put(name, Arrays.stream(order).map(i -> column[i]).toArray(String[]::new));
        });
    }

    private void requireRows(String name, int rows) {
        if (rows != times.length) {
            throw new IllegalArgumentException(
                    "column " + name + " must have " + times.length + " rows, found " + rows);
        }
    }

    /** How many rows there are. */
    int rows() {
        return times.length;
    }

    long time(int row) {
        return times[row];
    }

    List<String> numericFeatures() {
        return List.copyOf(numbers.keySet());
    }

    List<String> textFeatures() {
        return List.copyOf(texts.keySet());
    }

    /** A window that a reference of a feature can be made of. */
    FeatureWindow newWindow(String feature) {
        return numbers.containsKey(feature)
                ? NumericLayout.unbinned(feature, Retention.ALL).newWindow()
                : CategoricalLayout.open(feature).newWindow();
    }

    /** Counts a feature's rows from {@code from} to {@code to}, excluded, as they are. */
    void fill(FeatureWindow window, int from, int to) {
        if (window instanceof NumericWindow into) {
            fill(into, from, to, value -> value);
        } else if (window instanceof CategoricalWindow into) {
            fill(into, from, to, UnaryOperator.identity());
        }
    }

    void fill(NumericWindow window, int from, int to, DoubleUnaryOperator change) {
        double[] column = numbers.get(window.layout().feature());
        for (int row = from; row < to; row++) {
            window.add(change.applyAsDouble(column[row]));
        }
    }

    void fill(CategoricalWindow window, int from, int to, UnaryOperator<String> change) {
        String[] column = texts.get(window.layout().feature());
        for (int row = from; row < to; row++) {
            window.add(change.apply(column[row]));
        }
    }
}
