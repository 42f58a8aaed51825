package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.model.FeatureRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaRulesTest extends AdmissionStageContract {
    private static final SchemaRulesConfig RULES = SchemaRulesConfig.DEFAULTS.withFields(List.of(
            FieldRule.range("amount", 0, 1_000).required(),
            FieldRule.oneOf("country", List.of("DE", "FR")),
            FieldRule.range("hour", 0, 23)));

    @Override
    AdmissionStageConfig config() {
        return SchemaRulesConfig.DEFAULTS.withFields(
                List.of(FieldRule.range("a", -5, 5).required(), FieldRule.range("d", -5, 5)));
    }

    private static Reason judge(FeatureRow row, double label) {
        return judge(RULES.withLabels(-10, 10), List.of("hour", "country", "amount"), row, label);
    }

    private static Reason judge(SchemaRulesConfig rules, List<String> fields, FeatureRow row, double label) {
        Admission admission = Admission.of(
                new AdmissionConfig(IdentityConfig.DEFAULTS, List.of(rules)), Task.REGRESSION, 1, 1, fields);
        Submission example =
                new Submission().from("1", "anna", "", 0).says(row, FeatureVector.of(0), label, 1, new double[] {0});
        assertThat(admission.admit(example)).isEqualTo(example.reason() == Reason.ADMITTED);
        return example.reason();
    }

    private static FeatureRow row() {
        FeatureRow row = new FeatureRow(3);
        row.setNumber(0, 23);
        row.setText(1, "FR");
        row.setNumber(2, 0);
        return row;
    }

    @Test
    void admitsWhatKeepsTheRules() {
        assertThat(judge(row(), 10)).isEqualTo(Reason.ADMITTED);
    }

    @Test
    void anOptionalFieldMayBeMissing() {
        FeatureRow row = row();
        row.setMissing(0);
        row.setMissing(1);
        assertThat(judge(row, 0)).isEqualTo(Reason.ADMITTED);
    }

    @Test
    void refusesWhatDoesNot() {
        FeatureRow row = row();
        row.setNumber(2, 1_000.01);
        assertThat(judge(row, 0)).isEqualTo(Reason.OUT_OF_RANGE);
        row.setMissing(2);
        assertThat(judge(row, 0)).isEqualTo(Reason.MISSING);
        row.setText(2, "much");
        assertThat(judge(row, 0)).isEqualTo(Reason.OUT_OF_RANGE);
        row.setNumber(2, 1);
        row.setText(1, "XX");
        assertThat(judge(row, 0)).isEqualTo(Reason.NOT_A_CATEGORY);
        row.setNumber(1, 7);
        assertThat(judge(row, 0)).isEqualTo(Reason.NOT_A_CATEGORY);
        assertThat(judge(row(), 10.5)).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(judge(row(), Double.NaN)).isEqualTo(Reason.NOT_FINITE);
    }

    /** Numbers at a bound and next to it, ranges of all sizes, also with one side open. */
    @Test
    void aRangeHoldsItsBoundsAndNothingBeyond() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double[] ends = {
            Double.NEGATIVE_INFINITY,
            -Double.MAX_VALUE,
            -1,
            -Double.MIN_VALUE,
            0,
            Double.MIN_VALUE,
            0.1,
            1,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY
        };
        for (int i = 0; i < 2_000; i++) {
            double one = random.nextBoolean() ? ends[random.nextInt(ends.length)] : anyNumber(random);
            double other = random.nextInt(5) == 0
                    ? one
                    : random.nextBoolean() ? ends[random.nextInt(ends.length)] : anyNumber(random);
            double low = Math.min(one, other);
            double high = Math.max(one, other);
            SchemaRulesConfig rules = SchemaRulesConfig.DEFAULTS.withFields(List.of(FieldRule.range("x", low, high)));
            double[] numbers = {
                low,
                high,
                Math.nextDown(low),
                Math.nextUp(low),
                Math.nextDown(high),
                Math.nextUp(high),
                low / 2 + high / 2,
                anyNumber(random),
                0,
                -Double.MAX_VALUE,
                Double.MAX_VALUE
            };
            for (double number : numbers) {
                FeatureRow row = new FeatureRow(1);
                row.setNumber(0, number);
                boolean isInside = Double.isNaN(number) || (number >= low && number <= high);
                assertThat(judge(rules, List.of("x"), row, 0) == Reason.ADMITTED)
                        .as("seed %d: %s in [%s, %s]", seed, number, low, high)
                        .isEqualTo(isInside);
            }
        }
    }

    private static double anyNumber(Random random) {
        return random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
    }

    /** Also of those behind the seventh, which {@link StageChain} asks in a loop. */
    @Test
    void theFirstOfManyStagesRefusesAndThoseBehindItAreNotTold() {
        int count = 10;
        List<String> fields = IntStream.range(0, count).mapToObj(j -> "f" + j).toList();
        List<AdmissionStageConfig> stages = new ArrayList<>();
        fields.forEach(
                field -> stages.add(SchemaRulesConfig.DEFAULTS.withFields(List.of(FieldRule.range(field, 0, 1)))));
        stages.add(InfluenceCapConfig.DEFAULTS);
        Admission admission =
                Admission.of(new AdmissionConfig(IdentityConfig.DEFAULTS, stages), Task.REGRESSION, 1, 1, fields);
        Submission example = new Submission();
        for (int wrong = 0; wrong <= count; wrong++) {
            FeatureRow row = new FeatureRow(count);
            for (int j = 0; j < count; j++) {
                row.setNumber(j, j >= wrong ? 2 : 1);
            }
            example.from("1", "anna", "", 0).says(row, FeatureVector.of(0), 0, 1, new double[] {0});
            assertThat(admission.admit(example)).isEqualTo(wrong == count);
            assertThat(example.stage()).isEqualTo(wrong == count ? -1 : wrong);
        }
        assertThat(admission.admit(example)).isFalse();
        assertThat(example.reason()).as("the last stage was told of the id").isEqualTo(Reason.DUPLICATE);
        assertThat(example.stage()).isEqualTo(count);
    }

    @Test
    void allUnknownFieldsAreNamedAtOnce() {
        AdmissionConfig config = new AdmissionConfig(IdentityConfig.DEFAULTS, List.of(RULES, RULES));
        assertThatThrownBy(() -> Admission.of(config, Task.REGRESSION, 1, 1, List.of("hour")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("schema-rules.fields: must be one of [hour], found amount")
                .hasMessageContaining("found country");
    }

    @Test
    void rulesThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> new FieldRule("", 2, 1, false, List.of("a")))
                .hasMessageContaining("field: must not be blank")
                .hasMessageContaining("low: must be <= high, found 2.0 > 1.0")
                .hasMessageContaining("categories: must be empty where there is a range");
    }
}
