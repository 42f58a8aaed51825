package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * Configuration of {@link ExpressionRules}.
 *
 * @param rules asked in this order, 1 to 100
 */
public record ExpressionRulesConfig(List<ExpressionRule> rules) implements AdmissionStageConfig {
    /** Name of the stage. */
    public static final String STAGE = "expression-rules";

    private static final int VERSION = 1;

    /** Checks the values. */
    public ExpressionRulesConfig {
        rules = List.copyOf(rules);
        List<String> names = rules.stream().map(ExpressionRule::name).toList();
        new Checks()
                .within("rules", rules.size(), 1, 100)
                .require(names.stream().distinct().count() == names.size(), "rules", "must differ in name", names)
                .done();
    }

    /** These rules. */
    public static ExpressionRulesConfig of(ExpressionRule... rules) {
        return new ExpressionRulesConfig(List.of(rules));
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public void check(StageContext context, Checks checks) {
        CelCompiler compiler = new CelCompiler(new ExampleVariables(context));
        for (ExpressionRule rule : rules) {
            for (String mistake : compiler.mistakes(rule.expression())) {
                checks.require(false, STAGE + "." + rule.name(), mistake, rule.expression());
            }
        }
    }

    @Override
    public ExpressionRules newStage(StageContext context) {
        return new ExpressionRules(this, context);
    }

    @Override
    public ExpressionRules readStage(StageContext context, SnapshotInput in) {
        return newStage(context);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(STAGE, VERSION);
        out.integer(rules.size());
        rules.forEach(rule -> rule.writeTo(out));
    }

    /** Reads what {@link #writeTo} wrote. */
    public static ExpressionRulesConfig read(SnapshotInput in) {
        in.version(STAGE, VERSION);
        List<ExpressionRule> rules = new ArrayList<>();
        for (int i = in.size(1); i > 0; i--) {
            rules.add(ExpressionRule.readFrom(in));
        }
        return new ExpressionRulesConfig(rules);
    }
}
