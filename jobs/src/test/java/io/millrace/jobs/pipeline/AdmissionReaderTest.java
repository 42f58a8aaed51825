package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.ConfigException;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.ExpressionRule;
import io.millrace.learning.admission.ExpressionRulesConfig;
import io.millrace.learning.admission.FieldRule;
import io.millrace.learning.admission.GradientClipConfig;
import io.millrace.learning.admission.HalfSpaceTreesConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.InfluenceCapConfig;
import io.millrace.learning.admission.LabelFlipGuardConfig;
import io.millrace.learning.admission.OutlierFilterConfig;
import io.millrace.learning.admission.PrincipalBucketsConfig;
import io.millrace.learning.admission.RobustZScoreConfig;
import io.millrace.learning.admission.SchemaRulesConfig;
import io.millrace.learning.admission.TrustClass;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdmissionReaderTest {
    private static final TrustClass UNLABELLED = new TrustClass("unlabelled", 1e9, false);

    @TempDir
    private Path folder;

    private Learning read(String admission) {
        try {
            Path file = Files.writeString(folder.resolve("pipeline.yaml"), """
                    pipeline: p
                    kafka: {bootstrap: "localhost:9092"}
                    events: {topic: payments, format: json, id: id}
                    features: [{name: amount}, {name: country, type: categorical}]
                    slots: {main: {model: m.onnx}}
                    labels: {horizon: 2d}
                    learners: [{name: online, algorithm: logistic-regression}, {name: other, algorithm: logistic-regression}]
                    """ + admission);
            return PipelineFile.read(file).learning();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> problems(String admission) {
        ConfigException mistakes = catchThrowableOfType(ConfigException.class, () -> read(admission));
        assertThat(mistakes).as("must be refused: %s", admission).isNotNull();
        return mistakes.problems();
    }

    @Test
    void withoutTheKeyAnybodyMayTeach() {
        assertThat(read("").admission()).isEmpty();
    }

    @Test
    void allButTheStagesHasADefault() {
        AdmissionPlan plan =
                read("admission: {stages: [{stage: influence-cap}, {stage: outlier-filter}, {stage: gradient-clip}]}")
                        .admission()
                        .orElseThrow();
        assertThat(plan)
                .isEqualTo(new AdmissionPlan(
                        new AdmissionConfig(
                                IdentityConfig.DEFAULTS.withClasses(List.of(TrustClass.of("default"), UNLABELLED)),
                                List.of(
                                        InfluenceCapConfig.DEFAULTS,
                                        OutlierFilterConfig.DEFAULTS,
                                        GradientClipConfig.DEFAULTS)),
                        Source.LABEL,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        10_000,
                        Retention.DEFAULT));
        assertThat(plan.concerns("online")).isTrue();
        assertThat(plan.concerns("other")).isTrue();
    }

    @Test
    void everyKeyIsRead() {
        AdmissionPlan plan = read("""
                admission:
                  principal: label
                  trustClass: customers
                  classes:
                    - {name: analysts, allowance: 20, suspected: false, principals: ["User:ann", "User:bob"]}
                    - {name: customers}
                  maxPrincipals: 1000
                  maxNameLength: 50
                  learners: [online]
                  heldExamples: 500
                  retention: {examples: 2000, every: 100}
                  stages:
                    - stage: schema-rules
                      fields:
                        - {field: amount, low: 0, high: 1e5, required: true}
                        - {field: country, categories: [DE, FR]}
                      labelLow: 0
                      labelHigh: 1
                    - stage: expression-rules
                      rules: [{name: plausible, must: "example.amount < 1000.0 || label == 0.0"}]
                    - stage: outlier-filter
                      detector: {name: half-space-trees, trees: 5, height: 6, window: 100, low: -3, high: 3, seed: 7}
                      rule: threshold
                      bound: 0.9
                      warmUp: 10
                      protectDetector: false
                    - {stage: outlier-filter, detector: robust-z-score}
                    - {stage: label-flip-guard, flipRate: 0.3, falseAlarm: 0.001, epoch: 100, leastPrincipals: 4, trimmed: 0.01,
                       maxDistrusted: 0.2}
                    - {stage: gradient-clip, maxNorm: 5, stepExamples: 10, maxStepNorm: 20}
                    - {stage: principal-buckets, buckets: 8, rate: 0.01, tolerance: 2, refresh: 64}
                    - {stage: influence-cap, maxExamples: 3, maxNorm: 9, window: 1min, rememberedIds: 100}
                """).admission().orElseThrow();
        assertThat(plan.identity())
                .isEqualTo(new IdentityConfig(
                        List.of(TrustClass.of("customers"), new TrustClass("analysts", 20, false), UNLABELLED),
                        1_000,
                        50));
        assertThat(plan.classes()).isEqualTo(Map.of("User:ann", "analysts", "User:bob", "analysts"));
        assertThat(plan.concerns("online")).isTrue();
        assertThat(plan.concerns("other")).isFalse();
        assertThat(plan.heldExamples()).isEqualTo(500);
        assertThat(plan.retention()).isEqualTo(new Retention(2_000, 100));
        assertThat(plan.config().stages())
                .containsExactly(
                        SchemaRulesConfig.DEFAULTS
                                .withFields(List.of(
                                        FieldRule.range("amount", 0, 1e5).required(),
                                        FieldRule.oneOf("country", List.of("DE", "FR"))))
                                .withLabels(0, 1),
                        ExpressionRulesConfig.of(
                                new ExpressionRule("plausible", "example.amount < 1000.0 || label == 0.0")),
                        new OutlierFilterConfig(
                                new HalfSpaceTreesConfig(5, 6, 100, -3, 3, 7),
                                OutlierFilterConfig.Rule.THRESHOLD,
                                0.9,
                                10,
                                false),
                        OutlierFilterConfig.DEFAULTS.withDetector(RobustZScoreConfig.DEFAULTS),
                        new LabelFlipGuardConfig(0.3, 0.001, 100, 4, 0.01, 0.2),
                        new GradientClipConfig(5, 10, 20),
                        new PrincipalBucketsConfig(8, 0.01, 2, 64),
                        new InfluenceCapConfig(3, 9, 60_000, 100));
    }

    @Test
    void allMistakesComeAtOnce() {
        assertThat(problems("""
                admission:
                  principal: header
                  trustClass: strangers
                  classes: [{name: Analysts!, allowance: 0}, {name: a}, {name: a}, {name: unlabelled}]
                  maxPrincipals: 0
                  learners: [online, nobody]
                  heldExamples: -1
                  retention: {examples: 10, every: 20}
                  quota: 7
                  stages:
                    - {stage: influence-cap, maxExamples: 0, window: 0s}
                    - {stage: schema-rules, fields: [{field: amount, low: 2, high: 1}]}
                    - {stage: astrology}
                    - {stage: gradient-clip, maxNorm: -1, bogus: 1}
                """))
                .containsExactlyInAnyOrder(
                        "admission.principal: must be one of label, signed, topic, found \"header\"",
                        "admission.classes[0].name: must be 1 to 49 lower-case letters, digits or dashes, no dash first,"
                                + " found \"Analysts!\"",
                        "admission.classes[0].allowance: must be > 0 and finite, found 0.0",
                        "admission.classes[2].name: must differ from the other classes' names, found \"a\"",
                        "admission.classes[3].name: must not be unlabelled, the class of what nobody has labelled, found"
                                + " \"unlabelled\"",
                        "admission.trustClass: must be one of the classes [Analysts!, a], found" + " \"strangers\"",
                        "admission.maxPrincipals: must be a whole number from 1 to 10000000, found 0",
                        "admission.stages[0].window: must be a time from 1ms to 365d (units: ms, s, min, h, d), found"
                                + " \"0s\"",
                        "admission.stages[0].maxExamples: must be in [1, 1000000000], found 0",
                        "admission.stages[1].fields[0].low: must be <= high, found 2.0 > 1.0",
                        "admission.stages[2].stage: must be one of expression-rules, gradient-clip, influence-cap, label-flip-guard,"
                                + " outlier-filter, principal-buckets, schema-rules, found \"astrology\"",
                        "admission.stages[3].maxNorm: must be > 0 and finite, found -1.0",
                        "admission.stages[3].bogus: unknown key, found 1",
                        "admission.learners: must be learners of this file, [online, other], found nobody",
                        "admission.heldExamples: must be a whole number from 0 to 10000000, found -1",
                        "admission.retention.every: must be at most examples, 10, or there is no point to go back to,"
                                + " found 20",
                        "admission.quota: unknown key, found 7");
    }

    @Test
    void mistakesInRulesAreNamed() {
        assertThat(problems("""
                admission:
                  stages:
                    - {stage: expression-rules}
                    - {stage: expression-rules, rules: [{name: a, must: "true", otherwise: drop}, {name: a, must: "true"}]}
                """))
                .containsExactly(
                        "admission.stages[0].rules: must list at least one rule, found nothing",
                        "admission.stages[1].rules[0].otherwise: unknown key, found \"drop\"",
                        "admission.stages[1].rules: must differ in name, found [a, a]");
    }

    @Test
    void aPrincipalHasOneClass() {
        assertThat(problems("""
                admission:
                  classes: [{name: a, principals: [ann]}, {name: b, principals: [ann]}]
                  stages: [{stage: influence-cap}]
                """))
                .containsExactly("admission.classes[1].principals: must name each principal once, found ann");
        assertThat(problems("""
                admission:
                  principal: topic
                  classes: [{name: a, principals: [ann]}]
                  stages: [{stage: influence-cap}]
                """))
                .containsExactly("admission.classes[0].principals: needs principal: label or signed, found [\"ann\"]");
    }

    @Test
    void keysVouchForPrincipals() {
        String key = KeyFiles.text(KeyFiles.generate().getPublic());
        AdmissionPlan plan = read("""
                admission:
                  principal: signed
                  keys: {bank: "%s"}
                  classes: [{name: customers}, {name: analysts, principals: [ann]}]
                  stages: [{stage: influence-cap}]
                """.formatted(key)).admission().orElseThrow();
        assertThat(plan.source()).isEqualTo(Source.SIGNED);
        assertThat(plan.keys()).isEqualTo(Map.of("bank", key));
        assertThat(plan.classes()).isEqualTo(Map.of("ann", "analysts"));
    }

    @Test
    void keysGoWithSignedPrincipalsOnly() {
        assertThat(problems("admission: {principal: signed, stages: [{stage: influence-cap}]}"))
                .containsExactly("admission.keys: is required with principal: signed, found nothing");
        String key = KeyFiles.text(KeyFiles.generate().getPublic());
        assertThat(problems("admission: {keys: {bank: \"%s\"}, stages: [{stage: influence-cap}]}".formatted(key)))
                .containsExactly("admission.keys: needs principal: signed, found label");
        assertThat(problems("""
                admission:
                  principal: signed
                  keys: {Bank: "%s", other: "secret-7Qx"}
                  stages: [{stage: influence-cap}]
                """.formatted(key)))
                .hasSize(2)
                .allMatch(problem -> problem.startsWith("admission.keys."))
                .noneMatch(problem -> problem.contains("secret-7Qx"));
    }

    @Test
    void withoutStagesOrLearnersItMakesNoSense() {
        assertThat(problems("admission: {stages: []}"))
                .containsExactly("admission.stages: must list at least one stage, found []");
    }
}
