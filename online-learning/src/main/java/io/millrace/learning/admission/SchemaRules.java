package io.millrace.learning.admission;

import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Declared rules: the raw values of a row, before any scaling, lie in their ranges and lists. The score is the value found, or the number of
 * the field where a text or nothing was found.
 *
 * <p>A missing value breaks only the rule that it must be there; a number in a field of texts, and a text in one with a range, break theirs. No
 * state. Costs time in the number of rules.
 */
public final class SchemaRules extends AdmissionStage {
    private final SchemaRulesConfig config;
    /** By field: what needs no closer look is a number in [low, high]; no number is, where texts are declared. */
    private final double[] lows;

    private final double[] highs;
    /** Null where nothing is declared. */
    private final FieldRule[] rules;
    /** Empty where any text will do. */
    private final List<Set<String>> categories = new ArrayList<>();

    SchemaRules(SchemaRulesConfig config, StageContext context) {
        this.config = config;
        int size = context.fields().size();
        lows = new double[size];
        highs = new double[size];
        rules = new FieldRule[size];
        Arrays.fill(lows, Double.NEGATIVE_INFINITY);
        Arrays.fill(highs, Double.POSITIVE_INFINITY);
        config.fields().forEach(rule -> rules[context.fields().indexOf(rule.field())] = rule);
        for (int j = 0; j < size; j++) {
            FieldRule rule = rules[j];
            categories.add(rule == null ? Set.of() : Set.copyOf(rule.categories()));
            if (rule != null) {
                boolean isText = !rule.categories().isEmpty();
                lows[j] = isText ? Double.POSITIVE_INFINITY : rule.low();
                highs[j] = isText ? Double.NEGATIVE_INFINITY : rule.high();
            }
        }
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
        double[] lows = this.lows;
        double[] highs = this.highs;
        for (int j = 0; j < lows.length; j++) {
            double number = row.number(j);
            if (!(number >= lows[j] && number <= highs[j]) && rules[j] != null) {
                Reason reason = closerLook(row, j, number);
                if (reason != Reason.ADMITTED) {
                    example.setScore(Double.isNaN(number) ? j : number);
                    return reason;
                }
            }
        }
        return Reason.ADMITTED;
    }

    /** Of a value that is no number in the range: a text, nothing, or a number outside. */
    private Reason closerLook(FeatureRow row, int field, double number) {
        FieldRule rule = rules[field];
        Set<String> allowed = categories.get(field);
        if (!Double.isNaN(number)) {
            return allowed.isEmpty() ? Reason.OUT_OF_RANGE : Reason.NOT_A_CATEGORY;
        }
        String text = row.text(field);
        if (text == null) {
            return rule.isRequired() ? Reason.MISSING : Reason.ADMITTED;
        }
        if (rule.low() != Double.NEGATIVE_INFINITY || rule.high() != Double.POSITIVE_INFINITY) {
            return Reason.OUT_OF_RANGE;
        }
        return allowed.isEmpty() || allowed.contains(text) ? Reason.ADMITTED : Reason.NOT_A_CATEGORY;
    }

    @Override
    public boolean settle(Submission example) {
        return false; // rules learn nothing
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        // Rules remember nothing.
    }
}
