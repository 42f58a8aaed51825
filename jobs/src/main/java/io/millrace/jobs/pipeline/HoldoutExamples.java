package io.millrace.jobs.pipeline;

import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled examples out of a file: columns of features, called as the pipeline calls them. Immutable; travels to the task managers. Two are equal if the
 * files had the same bytes, and the labels stood in the same column.
 */
public final class HoldoutExamples implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String sha256;
    private final String labelColumn;
    private final double[] labels;
    private final HashMap<String, double[]> numbers;
    private final HashMap<String, String[]> texts;

    /**
     * Examples.
     *
     * @param sha256 of the file
     * @param labelColumn column that the labels stood in
     * @param labels as learners take them, one for each example
     * @param numbers columns of numbers; NaN where missing
     * @param texts columns of texts; null where missing
     */
    public HoldoutExamples(
            String sha256,
            String labelColumn,
            double[] labels,
            Map<String, double[]> numbers,
            Map<String, String[]> texts) {
        this.sha256 = sha256;
        this.labelColumn = labelColumn;
        this.labels = labels.clone();
        this.numbers = new HashMap<>(numbers);
        this.texts = new HashMap<>(texts);
    }

    /** Hash of the file, which tells these examples from others. */
    public String sha256() {
        return sha256;
    }

    /** How many there are. */
    public int size() {
        return labels.length;
    }

    /** The labels, as learners take them. */
    public double[] labels() {
        return labels.clone();
    }

    /** Whether there is a column of a feature. */
    public boolean has(String feature) {
        return numbers.containsKey(feature) || texts.containsKey(feature);
    }

    /** The number of a feature of an example; NaN where it is missing, or a text. */
    public double number(int example, String feature) {
        double[] column = numbers.get(feature);
        return column == null ? Double.NaN : column[example];
    }

    /** The text of a feature of an example; null where it is missing, or a number. */
    public String text(int example, String feature) {
        String[] column = texts.get(feature);
        return column == null ? null : column[example];
    }

    /** An example as a learner with these fields sees it. */
    public FeatureRow row(int example, List<FeatureField> fields) {
        FeatureRow row = new FeatureRow(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            String text = text(example, fields.get(i).name());
            if (text == null) {
                row.setNumber(i, number(example, fields.get(i).name()));
            } else {
                row.setText(i, text);
            }
        }
        return row;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HoldoutExamples examples
                && sha256.equals(examples.sha256)
                && labelColumn.equals(examples.labelColumn);
    }

    @Override
    public int hashCode() {
        return 31 * sha256.hashCode() + labelColumn.hashCode();
    }

    @Override
    public String toString() {
        return "%,d examples, sha256 %s".formatted(labels.length, sha256);
    }
}
