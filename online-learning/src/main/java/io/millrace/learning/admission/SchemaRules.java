package io.millrace.learning.admission;

import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.Set;

/**
 * Declared rules: the raw values of a row, before any scaling, lie in their ranges and lists. The score is the value found, or the number of
 * the field where a text or nothing was found.
 *
 * <p>A missing value breaks only the rule that it must be there; a number in a field of texts, and a text in one with a range, break theirs. No
 * state. Costs time in the number of rules.
 */
public final class SchemaRules implements AdmissionStage {
    private final SchemaRulesConfig config;
    private final int[] fields;
    private final double[] lows;
    private final double[] highs;
    private final boolean[] required;
    private final boolean[] hasCategories;
    /** Empty where any text will do. */
    private final List<Set<String>> categories;

    SchemaRules(SchemaRulesConfig config, StageContext context) {
        this.config = config;
        List<FieldRule> rules = config.fields();
        fields = rules.stream()
                .mapToInt(rule -> context.fields().indexOf(rule.field()))
                .toArray();
        lows = rules.stream().mapToDouble(FieldRule::low).toArray();
        highs = rules.stream().mapToDouble(FieldRule::high).toArray();
        required = new boolean[fields.length];
        hasCategories = new boolean[fields.length];
        for (int i = 0; i < fields.length; i++) {
            required[i] = rules.get(i).isRequired();
            hasCategories[i] = !rules.get(i).categories().isEmpty();
        }
        categories = rules.stream().map(rule -> Set.copyOf(rule.categories())).toList();
    }

    @Override
    public SchemaRulesConfig config() {
        return config;
    }

    @Override
    public Reason judge(Submission example) {
        double label = example.label();
        if (label < config.labelLow() || label > config.labelHigh()) {
            example.setScore(label);
            return Reason.OUT_OF_RANGE;
        }
        FeatureRow row = example.row();
        for (int i = 0; i < fields.length; i++) {
            double number = row.number(fields[i]);
            if (!(number >= lows[i] && number <= highs[i])) {
                Reason reason = closerLook(row, i, number);
                if (reason != Reason.ADMITTED) {
                    example.setScore(Double.isNaN(number) ? fields[i] : number);
                    return reason;
                }
            } else if (hasCategories[i]) {
                example.setScore(number);
                return Reason.NOT_A_CATEGORY;
            }
        }
        return Reason.ADMITTED;
    }

    /** Of a value that is no number in the range: a text, nothing, or a number outside. */
    private Reason closerLook(FeatureRow row, int rule, double number) {
        if (!Double.isNaN(number)) {
            return Reason.OUT_OF_RANGE;
        }
        String text = row.text(fields[rule]);
        if (text == null) {
            return required[rule] ? Reason.MISSING : Reason.ADMITTED;
        }
        if (lows[rule] != Double.NEGATIVE_INFINITY || highs[rule] != Double.POSITIVE_INFINITY) {
            return Reason.OUT_OF_RANGE;
        }
        Set<String> allowed = categories.get(rule);
        return allowed.isEmpty() || allowed.contains(text) ? Reason.ADMITTED : Reason.NOT_A_CATEGORY;
    }

    @Override
    public void settle(Submission example) {
        // Rules learn nothing.
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        // Rules remember nothing.
    }
}
