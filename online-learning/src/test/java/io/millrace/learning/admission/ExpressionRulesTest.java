package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModelConfig;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionRulesTest extends AdmissionStageContract {
    private static final List<String> NAMES = List.of("amount", "country", "hour", "no identifier");
    private static final IdentityConfig CLASSES =
            IdentityConfig.DEFAULTS.withClasses(List.of(TrustClass.of("users"), TrustClass.of("bank")));
    private static final long TIME = Instant.parse("2026-11-28T18:30:00Z").toEpochMilli();

    private final Submission example = new Submission();

    @Override
    AdmissionStageConfig config() {
        return ExpressionRulesConfig.of(
                new ExpressionRule("tame", "example.a < 6.0 && example.b < 6.0"),
                new ExpressionRule("no liar", "principal.name != 'principal-1' || score > 0.1"));
    }

    private static Admission admission(Task task, int outputs, String... expressions) {
        List<ExpressionRule> rules = Arrays.stream(expressions)
                .map(text -> new ExpressionRule("rule " + text.hashCode(), text))
                .toList();
        return Admission.of(
                new AdmissionConfig(CLASSES, List.of(new ExpressionRulesConfig(rules))),
                task,
                outputs,
                1,
                NAMES,
                Set.of("country"));
    }

    /** Amount 120, country FR, hour missing; anna of the bank says 1, the learner says 0.25. */
    private Reason judge(String... expressions) {
        FeatureRow row = new FeatureRow(NAMES.size());
        row.setNumber(0, 120);
        row.setText(1, "FR");
        example.from("e-1", "anna", "bank", TIME).says(row, FeatureVector.of(0), 1, 0.5, new double[] {0.25});
        admission(Task.BINARY_CLASSIFICATION, 1, expressions).admit(example);
        return example.reason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "example.amount == 120.0",
                "example.amount >= 100.0 && example.amount < 200.0",
                "example.country in ['DE', 'FR']",
                "example.country.startsWith('F') && size(example.country) == 2",
                "missing.hour && !missing.amount && !missing.country",
                "missing.hour || example.hour < 24.0",
                "example.hour < 24.0 || missing.hour",
                "label == 1.0 && weight == 0.5 && score == 0.25",
                "label == 1.0 ? score > 0.2 : score < 0.8",
                "id == 'e-1'",
                "principal.name == 'anna' && principal.trustClass == 'bank'",
                "time > timestamp('2026-11-28T00:00:00Z') && time.getHours() == 18"
            })
    void whatIsTrueIsAdmitted(String expression) {
        assertThat(judge(expression)).as(expression).isEqualTo(Reason.ADMITTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "false",
                "example.amount > 120.0",
                "!(example.country in ['DE', 'FR'])",
                "missing.country",
                "label == 0.0 || score > 0.5",
                "principal.trustClass == 'users'"
            })
    void whatIsFalseIsRefused(String expression) {
        assertThat(judge(expression)).as(expression).isEqualTo(Reason.EXPRESSION);
    }

    /** Errors: a missing value, a division by zero, a text that is no number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.hour < 24.0",
                "!(example.hour < 24.0)",
                "1 / (size(example.country) - 2) > 0",
                "double(example.country) > 0.0",
                "['a'][size(example.country)] == 'a'"
            })
    void whatCannotBeAnsweredIsRefused(String expression) {
        assertThat(judge(expression)).as(expression).isEqualTo(Reason.EXPRESSION_FAILED);
    }

    @Test
    void theScoreIsTheNumberOfTheRule() {
        assertThat(judge("true", "label == 1.0", "label == 0.0")).isEqualTo(Reason.EXPRESSION);
        assertThat(example.score()).isEqualTo(3);
        assertThat(example.stage()).isZero();
        assertThat(Reason.EXPRESSION_FAILED.text()).isEqualTo("expression-failed");
    }

    @ParameterizedTest
    @CsvSource({"MULTICLASS_CLASSIFICATION, 3, 0.7", "CLUSTERING, 3, 0.1", "REGRESSION, 1, 0.2"})
    void theScoreOfOtherTasks(Task task, int outputs, double expected) {
        example.from("", "", "", 0).says(new FeatureRow(4), FeatureVector.of(0), 1, 1, new double[] {0.2, 0.7, 0.1});
        assertThat(admission(task, outputs, "score == " + expected).admit(example))
                .isTrue();
    }

    @Test
    void allMistakesAreToldAtOnce() {
        ExpressionRulesConfig rules = ExpressionRulesConfig.of(
                new ExpressionRule("typo", "example.amuont > 1.0"),
                new ExpressionRule("types", "example.amount > 'x'"),
                new ExpressionRule("syntax", "example.amount >"),
                new ExpressionRule("number", "example.amount + 1.0"),
                new ExpressionRule("loop", "[1, 2].all(x, x > 0)"),
                new ExpressionRule("regex", "label == 0.0 || ['a'][0].matches('(a+)+$')"));
        AdmissionConfig config = new AdmissionConfig(CLASSES, List.of(rules));
        InvalidConfigException refused = catchThrowableOfType(
                InvalidConfigException.class, () -> Admission.of(config, Task.BINARY_CLASSIFICATION, 1, 1, NAMES));
        assertThat(refused)
                .hasMessageContaining("expression-rules.typo: column 1: undeclared reference to 'example'")
                .hasMessageContaining("expression-rules.types: column 16: found no matching overload")
                .hasMessageContaining("expression-rules.syntax: column 17: Syntax error")
                .hasMessageContaining("expression-rules.number: must be true or false")
                .hasMessageContaining("expression-rules.loop: column")
                .hasMessageContaining("expression-rules.regex: must not use matches");
    }

    @Test
    void aModelTellsWhichFieldsHoldTexts() {
        OnlineModelConfig model = OnlineModelConfig.of(
                List.of(FeatureField.numeric("amount"), FeatureField.learned("country", 10)),
                LogisticRegressionConfig.DEFAULTS);
        AdmissionConfig config = new AdmissionConfig(
                CLASSES, List.of(ExpressionRulesConfig.of(new ExpressionRule("local", "example.country == 'FR'"))));
        Admission admission = Admission.restore(Admission.of(config, model, 1).snapshot());
        FeatureRow row = new FeatureRow(2);
        row.setText(1, "FR");
        FeatureVector x = FeatureVector.dense(model.dimension());
        assertThat(admission.admit(example.says(row, x, 1, 1, new double[] {0.5})))
                .isTrue();
        row.setText(1, "DE");
        assertThat(admission.admit(example)).isFalse();
    }

    @Test
    void rulesAreBoundedAndDiffer() {
        ExpressionRule rule = new ExpressionRule("a", "true");
        assertThatThrownBy(() -> ExpressionRulesConfig.of(rule, rule))
                .hasMessageContaining("rules: must differ in name");
        assertThatThrownBy(() -> ExpressionRulesConfig.of())
                .hasMessageContaining("rules: must be in [1, 100], found 0");
        assertThatThrownBy(() -> new ExpressionRule(" ", "x".repeat(1_001)))
                .hasMessageContaining("name: must not be blank")
                .hasMessageContaining("expression: must have at most 1000 characters, found 1001");
    }
}
