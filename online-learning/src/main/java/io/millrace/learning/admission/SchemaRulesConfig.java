package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * Configuration of {@link SchemaRules}.
 *
 * @param fields rules of raw fields, at most one for each
 * @param labelLow least label, included; −∞ for none
 * @param labelHigh greatest label, included; ∞ for none. That labels of a classification are classes is checked in any case
 */
public record SchemaRulesConfig(List<FieldRule> fields, double labelLow, double labelHigh)
        implements AdmissionStageConfig {
    /** No rules. */
    public static final SchemaRulesConfig DEFAULTS =
            new SchemaRulesConfig(List.of(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static final String STAGE = "schema-rules";

    private static final int VERSION = 1;

    /** Checks the values. */
    public SchemaRulesConfig {
        fields = List.copyOf(fields);
        List<String> names = fields.stream().map(FieldRule::field).toList();
        new Checks()
                .require(names.stream().distinct().count() == names.size(), "fields", "must have one rule each", names)
                .require(labelLow <= labelHigh, "labelLow", "must be <= labelHigh", labelLow + " > " + labelHigh)
                .done();
    }

    /** With these rules of fields. */
    public SchemaRulesConfig withFields(List<FieldRule> changed) {
        return new SchemaRulesConfig(changed, labelLow, labelHigh);
    }

    /** With labels in [low, high]. */
    public SchemaRulesConfig withLabels(double low, double high) {
        return new SchemaRulesConfig(fields, low, high);
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public void check(StageContext context, Checks checks) {
        for (FieldRule rule : fields) {
            checks.require(
                    context.fields().contains(rule.field()),
                    STAGE + ".fields",
                    "must be one of " + context.fields(),
                    rule.field());
        }
    }

    @Override
    public SchemaRules newStage(StageContext context) {
        return new SchemaRules(this, context);
    }

    @Override
    public SchemaRules readStage(StageContext context, SnapshotInput in) {
        return newStage(context);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        out.integer(fields.size());
        fields.forEach(rule -> rule.writeTo(out));
        out.number(labelLow);
        out.number(labelHigh);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static SchemaRulesConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        List<FieldRule> fields = new ArrayList<>();
        for (int i = in.size(1); i > 0; i--) {
            fields.add(FieldRule.readFrom(in));
        }
        return new SchemaRulesConfig(fields, in.number(), in.number());
    }
}
