package io.millrace.cli.drift;

import io.millrace.cli.publish.Numbers;
import io.millrace.drift.profile.CategoricalLayout;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Retention;
import java.util.Set;

/** One column of a file: counts its cells as numbers, as texts, or as both until it is known which they are. */
final class Column {
    /** A column of which at least this share of the values are numbers is one of numbers. */
    private static final double MOSTLY = 0.95;

    /** What tools write into a cell that has no value. */
    private static final Set<String> MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "null", "NULL");

    /** Null where the column is of texts. */
    private final NumericWindow numbers;

    /** Null where the column is of numbers. */
    private final CategoricalWindow texts;

    private Column(NumericWindow numbers, CategoricalWindow texts) {
        this.numbers = numbers;
        this.texts = texts;
    }

    /** Of a reference: its values say whether it is of numbers. */
    static Column unknown(String name) {
        return new Column(
                NumericLayout.unbinned(name, Retention.ALL).newWindow(),
                CategoricalLayout.open(name).newWindow());
    }

    /** To be compared: counted as the reference is. */
    static Column in(FeatureWindow window) {
        return window instanceof NumericWindow numeric
                ? new Column(numeric, null)
                : new Column(null, (CategoricalWindow) window);
    }

    /** Takes a cell, as a file's record has it. */
    void add(Object cell) {
        if (isMissing(cell)) {
            if (numbers != null) {
                numbers.addMissing();
            }
            if (texts != null) {
                texts.addMissing();
            }
            return;
        }
        if (numbers != null) {
            addNumber(cell);
        }
        if (texts != null) {
            texts.add(cell.toString());
        }
    }

    private void addNumber(Object cell) {
        if (cell instanceof Number number) {
            numbers.add(number.doubleValue());
            return;
        }
        if (cell instanceof String text) {
            try {
                numbers.add(Numbers.real(text.strip()));
                return;
            } catch (IllegalArgumentException e) {
                // a text among numbers: counted below
            }
        }
        numbers.addInvalid();
    }

    /** A cell of a column of numbers; NaN where it has none. */
    static double number(Object cell) {
        if (cell instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return cell instanceof String text ? Numbers.real(text.strip()) : Double.NaN;
        } catch (IllegalArgumentException e) {
            return Double.NaN;
        }
    }

    /** A cell of a column of texts; null where it has none. */
    static String text(Object cell) {
        return isMissing(cell) ? null : cell.toString();
    }

    private static boolean isMissing(Object cell) {
        return cell == null || (cell instanceof String text && MISSING.contains(text.strip()));
    }

    /** What was counted. */
    FeatureWindow window() {
        if (numbers == null) {
            return texts;
        }
        return texts == null || (numbers.count() > 0 && numbers.count() >= MOSTLY * texts.count()) ? numbers : texts;
    }
}
