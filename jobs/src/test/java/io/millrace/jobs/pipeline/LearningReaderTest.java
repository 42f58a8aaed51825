package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.ConfigException;
import io.millrace.learning.Task;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.linear.ClassWeights;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.Learners;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.model.ScalingOrder;
import io.millrace.learning.optimizer.Adam;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LearningReaderTest {
    private static final KeyPair KEYS = KeyFiles.generate();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeKeys() throws IOException {
        KeyFiles.write(folder, "learner", KEYS);
        KeyFiles.write(folder, "stranger", KeyFiles.generate());
    }

    private Pipeline read(String learning) {
        return read(learning, "");
    }

    private Pipeline read(String learning, String slotOptions) {
        try {
            Path file = Files.writeString(
                    folder.resolve("pipeline.yaml"),
                    """
                    pipeline: p
                    kafka: {bootstrap: "localhost:9092"}
                    events: {topic: clicks, format: json, id: id}
                    features: [{name: x}, {name: carrier, type: categorical}, {name: v, size: 3}]
                    slots: {main: {model: m.onnx%s}}
                    control: {keys: {ops: "%s", learner: "${file:learner.pub}"}}
                    """.formatted(slotOptions, KeyFiles.text(KeyFiles.generate().getPublic())) + learning);
            return PipelineFile.read(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> problems(String learning) {
        return problems(learning, "");
    }

    private List<String> problems(String learning, String slotOptions) {
        ConfigException mistakes = catchThrowableOfType(ConfigException.class, () -> read(learning, slotOptions));
        assertThat(mistakes).as("must be refused: %s", learning).isNotNull();
        return mistakes.problems();
    }

    private static final String LEAST = """
            labels: {horizon: 2d}
            learners: [{name: online, algorithm: logistic-regression, signingKey: "${file:learner.key}"}]
            """;

    @Test
    void allButTheLeastHasADefault() {
        Learning learning = read(LEAST).learning();
        assertThat(learning.labels())
                .contains(new Labels(
                        "p.labels",
                        Duration.ofDays(2),
                        Labels.Missing.IGNORE,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofDays(1)));
        assertThat(learning.isSupervised()).isTrue();
        LearnerPlan learner = learning.learners().get(0);
        assertThat(learner.signingKey().orElseThrow().id()).isEqualTo("learner");
        assertThat(learner.signingKey().orElseThrow().privateKey()).isEqualTo(KEYS.getPrivate());
        assertThat(learner)
                .isEqualTo(new LearnerPlan(
                        "online",
                        "main",
                        LogisticRegressionConfig.DEFAULTS,
                        List.of(),
                        Scaling.STANDARD,
                        ScalingOrder.LATE,
                        MissingValues.MEAN,
                        0,
                        List.of(),
                        List.of(),
                        GateConfig.of(ScoreLoss.LOG_LOSS, 1),
                        Optional.empty(),
                        DivergenceConfig.DEFAULTS,
                        0,
                        learner.signingKey()));
    }

    @Test
    void withoutLearnersNothingIsLearned() {
        assertThat(read("").learning()).isEqualTo(Learning.NONE);
        assertThat(read("").learning().isNone()).isTrue();
    }

    @Test
    void everyKeyIsRead() {
        Learning learning = read("""
                labels: {topic: truth, horizon: 7d, missing: negative, outOfOrder: 1min, idle: 2min, maxAhead: 3h}
                learners:
                  - name: online
                    slot: main
                    algorithm: logistic-regression
                    optimizer: {name: adam, schedule: {name: inverse-scaling, initial: 0.5, power: 0.25}, beta1: 0.8}
                    loss: log
                    l2: 0.001
                    interceptRate: 0.05
                    clipGradient: 10
                    classWeights: [1, 20]
                    features:
                      - {name: carrier, encoding: hashed}
                      - {name: x}
                    scaling: minMax
                    scalingOrder: early
                    missingValues: refuse
                    hashingBits: 12
                    classes: [fine, fraud]
                    outputs: [probability]
                    workers: 4
                    syncPeriod: 256
                    divergence: {maxMagnitude: 1e6, maxLossRatio: 2, minExamples: 10, checkEvery: 20}
                    publish:
                      every: 100
                      gate: {metric: brier, margin: 0.01, relative: true, standardErrors: 0, maxAucLoss: 0.02, minExamples: 50, maxRefusals: 0}
                    thaw: 3
                    signingKey: ${file:learner.key}
                """).learning();
        assertThat(learning.labels())
                .contains(new Labels(
                        "truth",
                        Duration.ofDays(7),
                        Labels.Missing.NEGATIVE,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofHours(3)));
        LearnerPlan learner = learning.learners().get(0);
        LogisticRegressionConfig single = LogisticRegressionConfig.DEFAULTS
                .withOptimizer(
                        new Adam(new InverseScaling(0.5, 0.25), 0.8, Adam.DEFAULTS.beta2(), Adam.DEFAULTS.epsilon()))
                .withL2(0.001)
                .withInterceptRate(new ConstantRate(0.05))
                .withClipGradient(10)
                .withClassWeights(ClassWeights.of(1, 20));
        assertThat(learner)
                .isEqualTo(new LearnerPlan(
                        "online",
                        "main",
                        new ParallelConfig(single, 4, 256),
                        List.of(FeatureField.hashed("carrier"), FeatureField.numeric("x")),
                        Scaling.MIN_MAX,
                        ScalingOrder.EARLY,
                        MissingValues.REFUSE,
                        12,
                        List.of("fine", "fraud"),
                        List.of("probability"),
                        new GateConfig(ScoreLoss.BRIER, 1, 0.01, true, 0, 0.02, 50, 100, 0),
                        Optional.empty(),
                        new DivergenceConfig(1e6, 2, 10, 20),
                        3,
                        learner.signingKey()));
        assertThat(learner.toString()).as("secrets").doesNotContain("BEGIN");
    }

    @Test
    void optionsOfAnUnknownAlgorithmAreNoFurtherMistake() {
        List<String> problems = problems(LEAST.replace(
                "logistic-regression",
                "logistik-regression, optimizer: {name: adam}, l2: 0.1, gracePeriod: 7, colour: red"));
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).startsWith("learners[0].algorithm: must be one of bernoulli-naive-bayes, ");
        assertThat(problems.get(1)).startsWith("learners[0].colour: unknown key, found \"red\"");
    }

    @Test
    void categoriesAreListedOrCounted() {
        Learning learning = read(LEAST.replace(
                                "signingKey",
                                "features: [{name: carrier, categories: [UA, AA]}, {name: x}], signingKey")
                        + "\n")
                .learning();
        assertThat(learning.learners().get(0).fields())
                .containsExactly(FeatureField.fixed("carrier", List.of("UA", "AA")), FeatureField.numeric("x"));
        learning = read(LEAST.replace("signingKey", "features: [{name: carrier, maxCategories: 7}], signingKey"))
                .learning();
        assertThat(learning.learners().get(0).fields()).containsExactly(FeatureField.learned("carrier", 7));
    }

    @Test
    void anOptimizerMayBeANameOnly() {
        Learning learning =
                read(LEAST.replace("signingKey", "optimizer: adam, signingKey")).learning();
        assertThat(learning.learners().get(0).algorithm())
                .isEqualTo(LogisticRegressionConfig.DEFAULTS.withOptimizer(Adam.DEFAULTS));
    }

    @Test
    void classesTellHowManyThereAre() {
        Learning learning = read(LEAST.replace("logistic-regression", "softmax-regression, classes: [a, b, c]"))
                .learning();
        LearnerPlan learner = learning.learners().get(0);
        assertThat(learner.algorithm()).isEqualTo(SoftmaxRegressionConfig.defaults(3));
        assertThat(learner.gate()).isEqualTo(GateConfig.of(ScoreLoss.MULTICLASS_LOG_LOSS, 3));
    }

    /** What a pipeline file can name is what snapshots can be read of; several workers are an option of each. */
    @Test
    void everyAlgorithmCanBeNamed() {
        List<String> known = new ArrayList<>(Learners.algorithms());
        known.remove("parallel");
        assertThat(Algorithms.names()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everyAlgorithmCanBeReadOrSaysWhyNot() {
        for (String algorithm : Algorithms.names()) {
            String file = LEAST.replace("logistic-regression", algorithm);
            try {
                assertThat(read(file).learning().learners().get(0).algorithm().algorithm())
                        .isEqualTo(algorithm);
            } catch (ConfigException e) {
                assertThat(e.problems())
                        .as(algorithm)
                        .containsExactly("learners[0].algorithm: must answer what can be compared with the champion's"
                                + " answers: probabilities, numbers or distances, found \"" + algorithm + "\"");
            }
        }
    }

    @Test
    void learnersOfASlotRaceThroughOneGate() {
        Learning learning = read("""
                labels: {horizon: 2d}
                learners:
                  - {name: one, algorithm: logistic-regression, publish: {every: 77}, signingKey: "${file:learner.key}"}
                  - {name: two, algorithm: ftrl-logistic-regression, signingKey: "${file:learner.key}"}
                """).learning();
        assertThat(learning.learners())
                .extracting(learner -> learner.gate().every())
                .containsExactly(77L, 77L);
        assertThat(learning.learners().get(1).algorithm().task()).isEqualTo(Task.BINARY_CLASSIFICATION);
    }

    @Test
    void allMistakesComeAtOnce() {
        assertThat(problems("""
                labels: {horizon: 0s, missing: maybe, idle: 5s, topc: x}
                learners:
                  - {name: A, algorithm: magic, signingKey: "${file:learner.key}"}
                  - {name: b, algorithm: logistic-regression, l1: -1, l2: -2, clipGradient: x, learningRate: 1, signingKey: "${file:learner.key}"}
                  - {name: b, algorithm: linear-regression, loss: {name: huber}, optimizer: sgdd, workers: 1, syncPeriod: 5, signingKey: "${file:stranger.key}"}
                  - {name: c, slot: other, algorithm: hoeffding-tree, workers: 2, classes: [one], signingKey: "${file:learner.pub}"}
                  - {name: d, algorithm: logistic-regression, features: [{name: y}, {name: v}, {name: x, encoding: hashed}, {name: carrier, encoding: hashed, maxCategories: 3}], publish: {gate: {metric: rmse, margin: -1, minExamples: 1}}, signingKey: secret}
                """, ", logFeatures: false"))
                .containsExactlyInAnyOrder(
                        "labels.horizon: must be a time from 1ms to 365d (units: ms, s, min, h, d), found \"0s\"",
                        "labels.missing: must be one of ignore, negative, found \"maybe\"",
                        "labels.idle: must be longer than checkpoints.interval = 10s, with which predictions become"
                                + " visible, found 5s",
                        "labels.topc: unknown key, found \"x\" (did you mean topic?)",
                        "learners[0].name: must be 1 to 49 lower-case letters, digits or dashes, no dash first, found"
                                + " \"A\"",
                        "learners[0].algorithm: must be one of " + String.join(", ", Algorithms.names())
                                + ", found \"magic\"",
                        "learners[1].clipGradient: must be a finite number, found \"x\"",
                        "learners[1].l1: must be >= 0 and finite, found -1.0",
                        "learners[1].l2: must be >= 0 and finite, found -2.0",
                        "learners[1].l1: must be 0 together with l2=-2.0, found -1.0",
                        "learners[1].learningRate: unknown key, found 1",
                        "learners[2].name: must differ from the other learners' names, found \"b\"",
                        "learners[2].loss.epsilon: is required and must be a number, found nothing",
                        "learners[2].optimizer: must be one of sgd, adagrad, rmsprop, adam, ftrl-proximal, found"
                                + " \"sgdd\"",
                        "learners[2].syncPeriod: needs several workers, found 5",
                        "learners[2].algorithm: must answer the same question as b in the same slot, binary"
                                + " classification, found \"linear-regression\"",
                        "learners[2].signingKey: must be the private key of one of control.keys, or nothing would"
                                + " follow the learner, found a value (not shown)",
                        "learners[3].slot: must be main, the slot of this file, found \"other\"",
                        "learners[3].workers: must be 1, as what several have learned of hoeffding-tree cannot be made"
                                + " one, found 2",
                        "learners[3].classes: must be 2 for hoeffding-tree, found 1",
                        "learners[3].classes: must be the same as those of b in the same slot, found [\"one\"]",
                        "learners[3].signingKey: must be an Ed25519 private key as PKCS#8 in PEM, found a value (not"
                                + " shown)",
                        "learners[4].features[0].name: must be one of the pipeline's features, found \"y\"",
                        "learners[4].features[1].name: must be a single value, no vector, found \"v\"",
                        "learners[4].features[2].name: only a categorical feature has an encoding and categories, found"
                                + " \"x\"",
                        "learners[4].features[3].encoding: must be oneHot where categories are told, found \"hashed\"",
                        "learners[4].publish.gate.metric: must be one of log-loss, brier, found \"rmse\"",
                        "learners[4].publish.gate.margin: must be >= 0 and finite, found -1.0",
                        "learners[4].publish.gate.minExamples: must be >= 2, found 1",
                        "learners[4].signingKey: must be a secret by reference, ${env:NAME} or ${file:PATH}, found"
                                + " plain text (not shown)",
                        "slots.main.logFeatures: must be true, as learners learn from what was logged, found false");
    }

    @Test
    void labelsAndLearnersNeedEachOther() {
        assertThat(problems("labels: {horizon: 2d}\n"))
                .containsExactly("labels: nothing learns from them: needs learners, found {\"horizon\":\"2d\"}");
        assertThat(problems(LEAST.replace("labels: {horizon: 2d}", "")))
                .containsExactly("labels: is required, as learners learn from labels, found nothing");
        assertThat(problems(LEAST.replace("horizon: 2d", "")))
                .containsExactly("labels.horizon: is required and must be a time such as 10s, found nothing");
    }

    @Test
    void labelsHaveATopicOfTheirOwn() {
        for (String topic : List.of("p.predictions", "p.models", "p.monitoring")) {
            assertThat(problems(LEAST.replace("horizon", "topic: " + topic + ", horizon")))
                    .containsExactly("labels.topic: must be a topic of its own, found \"" + topic + "\"");
        }
        assertThat(problems(LEAST.replace("horizon", "topic: clicks, horizon")))
                .containsExactly("events.topic: must not be a topic that the pipeline itself makes, or answers would"
                        + " be read as events, found \"clicks\"");
        assertThat(read(LEAST.replace("horizon", "topic: truth, horizon")).labelsTopic())
                .isEqualTo("truth");
    }

    @Test
    void onlyClassesHaveANegative() {
        assertThat(problems(LEAST.replace("horizon", "missing: negative, horizon")
                        .replace("logistic-regression", "linear-regression")))
                .containsExactly(
                        "labels.missing: must be ignore where a learner (online) has no classes, found negative");
    }

    @Test
    void whoIsNotFollowedMustNotBeSilent() {
        assertThat(problems(LEAST.replace(", signingKey: \"${file:learner.key}\"", "")))
                .containsExactly("learners[0].signingKey: is required where control.keys are given, or nothing would"
                        + " follow the learner, found nothing");
    }

    @Test
    void aLearnerWithoutProbabilitiesCannotBeCompared() {
        assertThat(problems(LEAST.replace("logistic-regression", "logistic-regression, loss: hinge")))
                .containsExactly("learners[0].algorithm: must answer what can be compared with the champion's answers:"
                        + " probabilities, numbers or distances, found \"logistic-regression\"");
    }

    @Test
    void aKeyIsNeverShown() {
        SigningKey key = read(LEAST).learning().learners().get(0).signingKey().orElseThrow();
        assertThat(key).hasToString("private key learner (not shown)");
        assertThat(Optional.of(key).toString()).doesNotContain("PRIVATE KEY--");
    }
}
