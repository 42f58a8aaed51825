package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a feature's windows are compared with: a window of its own, counted in the layout that they are counted in.
 * Immutable.
 */
public final class Reference {
    /** Most categories that a reference lists, as a model bundle's profile does. */
    public static final int MOST_CATEGORIES = 100;

    private final FeatureWindow window;

    private Reference(FeatureWindow window) {
        this.window = window;
    }

    /** A copy of a window that is in bins or categories already, e.g. the last ones merged. */
    public static Reference of(FeatureWindow window) {
        FeatureWindow copy = window.layout().newWindow();
        copy.merge(window);
        return new Reference(copy);
    }

    /**
     * Makes bins or categories of a window's own values: the first N events, a sample.
     *
     * @param first of {@link NumericLayout#unbinned} (retention {@link Retention#SKETCH}, {@link Retention#ROUNDED} or {@link Retention#ALL}) or
     *     {@link CategoricalLayout#open}
     * @param retention what windows of numbers keep beside counts
     * @throws IllegalArgumentException if {@code first} keeps no values, or less than {@code retention}
     */
    public static Reference learn(FeatureWindow first, Retention retention) {
        if (first instanceof CategoricalWindow texts) {
            return new Reference(texts.withCategories(MOST_CATEGORIES));
        }
        NumericWindow numbers = (NumericWindow) first;
        if (numbers.layout().retention() == Retention.NONE) {
            throw new IllegalArgumentException(
                    "retention must be SKETCH, ROUNDED or ALL to make bins, found NONE: feature "
                            + first.layout().feature());
        }
        return new Reference(numbers.inQuantileBins(retention));
    }

    /**
     * A number's profile, as a model bundle keeps it.
     *
     * @param feature its name
     * @param edges as {@link NumericLayout} has them
     * @param counts values per bin
     * @param missing rows without a value
     * @param invalid rows whose value is no finite number
     * @param min least value; NaN, as the next three, where there is none
     * @param max greatest value
     * @param mean arithmetic mean
     * @param std standard deviation (divided by count)
     */
    public static Reference numeric(
            String feature,
            double[] edges,
            long[] counts,
            long missing,
            long invalid,
            double min,
            double max,
            double mean,
            double std) {
        NumericLayout layout = NumericLayout.of(
                feature,
                edges,
                Double.isNaN(min) ? Double.NEGATIVE_INFINITY : min,
                Double.isNaN(max) ? Double.POSITIVE_INFINITY : max,
                Retention.NONE);
        return new Reference(NumericWindow.ofCounts(layout, counts, missing, invalid, 0, min, max, mean, std));
    }

    /**
     * A text's profile, as a model bundle keeps it.
     *
     * @param feature its name
     * @param categories with their counts, each once
     * @param other how many values are none of these
     * @param missing rows without a value
     * @param invalid rows whose value is no text
     */
    public static Reference categorical(
            String feature, List<TextCount> categories, long other, long missing, long invalid) {
        List<String> names = new ArrayList<>();
        categories.forEach(category -> names.add(category.text()));
        return new Reference(CategoricalWindow.ofCounts(
                CategoricalLayout.of(feature, names, other == 0),
                categories.stream().mapToLong(TextCount::count).toArray(),
                other,
                missing,
                invalid));
    }

    /** Name of the feature. */
    public String feature() {
        return window.layout().feature();
    }

    /** What windows that are compared with it must be made of. */
    public FeatureLayout layout() {
        return window.layout();
    }

    /** What was counted; not to be changed. */
    public FeatureWindow window() {
        return window;
    }

    /**
     * A window's values, counted as the reference is.
     *
     * @param window that keeps its values, or is counted so already
     * @return {@code window} itself in the latter case
     * @throws IllegalArgumentException if it is of another kind, or keeps no values
     */
    public FeatureWindow counted(FeatureWindow window) {
        if (window.layout().fingerprint() == layout().fingerprint()) {
            return window;
        }
        if (window instanceof NumericWindow numbers && layout() instanceof NumericLayout bins) {
            return numbers.countedIn(bins);
        }
        if (window instanceof CategoricalWindow texts && layout() instanceof CategoricalLayout categories) {
            return texts.countedIn(categories);
        }
        throw new IllegalArgumentException(
                "window must be of the reference's kind: " + layout() + ", found " + window.layout());
    }

    /** Writes layout and counts. */
    public void writeTo(DataOutput out) throws IOException {
        window.layout().writeTo(out);
        window.writeTo(out);
    }

    /**
     * The reference that {@link #writeTo} wrote.
     *
     * @throws IOException if the bytes end early, or are of another version or none of a reference
     */
    public static Reference read(DataInput in) throws IOException {
        return new Reference(FeatureWindow.read(FeatureLayout.read(in), in));
    }

    @Override
    public String toString() {
        return window.layout() + ", " + window.count() + " values";
    }
}
