package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.ConfigException;
import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.FeatureTest;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.profile.Season;
import io.millrace.jobs.pipeline.DetectorPlan.Watch;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DriftReaderTest {
    private static final KeyPair KEYS = KeyFiles.generate();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeKeys() throws IOException {
        KeyFiles.write(folder, "policy", KEYS);
    }

    private Pipeline read(String drift) {
        try {
            return PipelineFile.read(Files.writeString(folder.resolve("pipeline.yaml"), """
                    pipeline: p
                    kafka: {bootstrap: "localhost:9092"}
                    events: {topic: clicks, format: json, id: id}
                    features: [{name: x}, {name: carrier, type: categorical}, {name: v, size: 3}]
                    slots: {main: {model: m.onnx}}
                    """ + drift));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> problems(String drift) {
        return catchThrowableOfType(ConfigException.class, () -> read(drift)).problems();
    }

    @Test
    void nothingIsWatchedUnlessTheFileSaysSo() {
        assertThat(read("").drift()).isEmpty();
    }

    @Test
    void everyKeyHasADefault() {
        assertThat(read("drift: {}\n").drift())
                .contains(new Drift(
                        DriftWindow.tumbling(Duration.ofDays(1)),
                        new DriftReference(DriftReference.Kind.MODEL, 10_000, 14),
                        DriftTestConfig.defaults(),
                        BaselineConfig.DEFAULTS,
                        AlarmPolicy.defaults(),
                        Set.of(),
                        List.of(),
                        Optional.empty(),
                        new DriftPolicy(List.of(), false, Duration.ofHours(6), 2, Optional.empty(), List.of()),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofDays(1)));
    }

    @Test
    void everyKeyIsRead() {
        Pipeline pipeline = read("""
                control: {keys: {policy: "${file:policy.pub}"}}
                labels: {horizon: 1d}
                drift:
                  window: {over: 6h, every: 1h}
                  reference: {trailing: 7d}
                  ignore: [carrier]
                  tests:
                    minimumCount: 50
                    significance: 0.01
                    smallReference: 500
                    thresholds: {wasserstein: 0.2, missing-rate: 0.1}
                    features: {x: [{statistic: psi, threshold: 0.25}, {statistic: hellinger}]}
                  usual: {minimumWindows: 7, mostWindows: 30, deviations: 4, margin: 2}
                  alarms: {falseDiscoveryRate: 0.01, raiseAfter: 2, clearAfter: 3, coolDown: 2h, majorStrength: 3, criticalStrength: 6}
                  detectors:
                    - {watch: feature, feature: x, detector: kswin, options: {seed: 7, windowSize: 200}}
                    - {watch: wrong, output: p, detector: ddm}
                  policy:
                    dryRun: true
                    coolDown: 1h
                    budget: 5
                    signingKey: "${file:policy.key}"
                    actions:
                      - {on: drift.wrong.p, do: rollback}
                      - {on: drift.feature.*, do: promote, model: challenger@3}
                  outOfOrder: 1min
                  idle: 2min
                  maxAhead: 3d
                """);
        Drift drift = pipeline.drift().orElseThrow();
        assertThat(drift.window()).isEqualTo(new DriftWindow(Duration.ofHours(1), 6, 0));
        assertThat(drift.reference()).isEqualTo(new DriftReference(DriftReference.Kind.TRAILING, 0, 7 * 24));
        assertThat(drift.ignored()).containsExactly("carrier");
        assertThat(drift.tests())
                .isEqualTo(new DriftTestConfig(
                        50,
                        0.01,
                        500,
                        Map.of(Statistic.WASSERSTEIN, 0.2, Statistic.MISSING_RATE, 0.1),
                        Map.of(
                                "x",
                                List.of(new FeatureTest(Statistic.PSI, 0.25), FeatureTest.of(Statistic.HELLINGER)))));
        assertThat(drift.baseline()).isEqualTo(new BaselineConfig(7, 30, 4, 2));
        assertThat(drift.alarms()).isEqualTo(new AlarmPolicy(0.01, 2, 3, Duration.ofHours(2), 3, 6));
        assertThat(drift.detectors())
                .containsExactly(
                        new DetectorPlan(Watch.FEATURE, "x", "kswin", Map.of("seed", 7.0, "windowSize", 200.0)),
                        new DetectorPlan(Watch.WRONG, "p", "ddm", Map.of()));
        assertThat(drift.policy().actions())
                .containsExactly(
                        new DriftAction("drift.wrong.p", DriftAction.Command.ROLLBACK, ""),
                        new DriftAction("drift.feature.*", DriftAction.Command.PROMOTE, "challenger@3"));
        assertThat(drift.policy().dryRun()).isTrue();
        assertThat(drift.policy().coolDown()).isEqualTo(Duration.ofHours(1));
        assertThat(drift.policy().budget()).isEqualTo(5);
        assertThat(drift.policy().signingKey().orElseThrow().id()).isEqualTo("policy");
        assertThat(drift.outOfOrder()).isEqualTo(Duration.ofMinutes(1));
        assertThat(drift.idle()).isEqualTo(Duration.ofMinutes(2));
        assertThat(drift.maxAhead()).isEqualTo(Duration.ofDays(3));
        assertThat(pipeline.learning().labels().orElseThrow().horizon()).isEqualTo(Duration.ofDays(1));
        assertThat(pipeline.learning().isNone()).isTrue();
    }

    @Test
    void aWindowMayBeOfEvents() {
        assertThat(
                        read("drift: {window: {events: 5000, every: 10s}, reference: {firstEvents: 9000, firstWindows: 3}}\n")
                                .drift()
                                .orElseThrow())
                .satisfies(drift -> {
                    assertThat(drift.window()).isEqualTo(new DriftWindow(Duration.ofSeconds(10), 1, 5_000));
                    assertThat(drift.reference()).isEqualTo(new DriftReference(DriftReference.Kind.FIRST, 9_000, 3));
                });
    }

    @Test
    void aReferenceMayHaveSeasons() {
        assertThat(read("drift: {window: 1h, reference: {season: hour-of-week, zone: America/New_York, windows: 6}}\n")
                        .drift()
                        .orElseThrow()
                        .reference())
                .isEqualTo(DriftReference.seasonal(new DriftSeasons(Season.HOUR_OF_WEEK, "America/New_York", 6)));
        assertThat(read("drift: {reference: {season: day-of-week}}\n")
                        .drift()
                        .orElseThrow()
                        .reference())
                .isEqualTo(DriftReference.seasonal(new DriftSeasons(Season.DAY_OF_WEEK, "UTC", 4)));
        assertThat(problems("drift: {reference: {season: hour-of-day, zone: Nowhere, windows: 0, trailing: 1d}}\n"))
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.reference: must be model, {firstEvents"))
                .contains("drift.reference.season: needs windows of at most 1h, not of 1d, found \"hour-of-day\"")
                .contains("drift.reference.zone: must be a time zone, e.g. Europe/Berlin, found \"Nowhere\"")
                .contains("drift.reference.windows: must be a whole number from 1 to 52, found 0");
        assertThat(problems("drift: {reference: {trailing: 1d, zone: UTC}}\n"))
                .containsExactly("drift.reference.zone: needs season, found \"UTC\"");
    }

    @Test
    void performanceMayBeEstimated() {
        assertThat(read("drift: {performance: {output: p}}\n")
                        .drift()
                        .orElseThrow()
                        .performance())
                .contains(new DriftPerformance("p", 0.5, 0));
        assertThat(read("drift: {performance: {output: p, decision: 0.3, leastAccuracy: 0.7}}\n")
                        .drift()
                        .orElseThrow()
                        .performance())
                .contains(new DriftPerformance("p", 0.3, 0.7));
        assertThat(problems("drift: {performance: {decision: 2, leastAccuracy: -1, least: 1}}\n"))
                .contains(
                        "drift.performance.output: is required and must be text, found nothing",
                        "drift.performance.decision: must be from 0 to 1, found 2",
                        "drift.performance.leastAccuracy: must be from 0 to 1, found -1")
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.performance.least: unknown key"));
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(problems("""
                        drift:
                          window: {over: 5h, every: 2h, evry: 1h}
                          reference: {firstEvents: 3}
                          ignore: [y]
                          tests: {significance: 2, thresholds: {psy: 1}, features: {x: [{statistic: psy}]}}
                          usual: {margin: 0.5}
                          alarms: {raiseAfter: 0}
                          detectors:
                            - {watch: feature, feature: carrier, detector: adwin}
                            - {watch: score, output: p, detector: adwn}
                            - {watch: score, output: p, detector: adwin, options: {delta: 7}}
                          policy: {budget: 0, actions: [{on: drift.x, do: promote}, {on: a b, do: rollback, model: m@1}]}
                          idle: 1s
                        """))
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.window.over: must be 1 to 10000 times"))
                .contains("drift.window.evry: unknown key, found \"1h\" (did you mean every?)")
                .contains("drift.reference.firstEvents: must be a whole number from 30 to 1000000000, found 3")
                .contains("drift.ignore: must be names of the pipeline's features, found \"y\"")
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.tests.significance: "))
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.tests.thresholds.psy: unknown key"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("drift.tests.features.x[0].statistic: must be one of "))
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.usual.margin: must be >= 1"))
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.alarms.raiseAfter: must be >= 1"))
                .contains("drift.detectors[0].feature: must be one of the pipeline's numeric features, no vector, found"
                        + " \"carrier\"")
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("drift.detectors[1].detector: must be one of adwin, "))
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.detectors[2].options.delta: "))
                .contains("drift.policy.budget: must be a whole number from 1 to 1000, found 0")
                .contains("drift.policy.actions[0].model: is required and must be text, found nothing")
                .anySatisfy(problem -> assertThat(problem).startsWith("drift.policy.actions[1].on: must be the name"))
                .contains(
                        "drift.policy.actions[1].model: only promote takes a model: rollback goes back to the champion"
                                + " before, found \"m@1\"")
                .contains("drift.idle: must be longer than checkpoints.interval = 10s, with which predictions become"
                        + " visible, found 1s");
    }

    @Test
    void errorsNeedLabels() {
        assertThat(problems("drift: {detectors: [{watch: wrong, output: p, detector: ddm}]}\n"))
                .contains("labels: is required, as drift.detectors watch errors, found nothing");
    }

    @Test
    void aPolicyThatActsIsSigned() {
        assertThat(problems("""
                        control: {keys: {policy: "${file:policy.pub}"}}
                        drift: {policy: {actions: [{on: drift.x, do: rollback}]}}
                        """))
                .containsExactly("drift.policy.signingKey: is required where control.keys are given, or nothing would"
                        + " follow the policy, found nothing");
        assertThat(read("""
                        control: {keys: {policy: "${file:policy.pub}"}}
                        drift: {}
                        """).drift().orElseThrow().policy().actions()).isEmpty();
    }

    @Test
    void onlyWhatLearnsCanBeFrozen() {
        String learner = """
                labels: {horizon: 1d}
                learners: [{name: online, algorithm: logistic-regression, outputs: [p]}]
                """;
        assertThat(read(learner
                                + "drift: {policy: {actions: [{on: drift.x, do: freeze, learner: online}, {on: drift.y, do: freeze}]}}\n")
                        .drift()
                        .orElseThrow()
                        .policy()
                        .actions())
                .containsExactly(
                        new DriftAction("drift.x", DriftAction.Command.FREEZE, "online"),
                        new DriftAction("drift.y", DriftAction.Command.FREEZE, ""));
        assertThat(
                        problems(
                                learner
                                        + "drift: {policy: {actions: [{on: drift.x, do: freeze, learner: offline}, {on: drift.y, do: rollback, learner: online}]}}\n"))
                .containsExactlyInAnyOrder(
                        "drift.policy.actions[0].learner: must be one of [online], found \"offline\"",
                        "drift.policy.actions[1].learner: only freeze takes a learner, found \"online\"");
        assertThat(problems("drift: {policy: {actions: [{on: drift.x, do: freeze}]}}\n"))
                .containsExactly("drift.policy.actions[0].do: freeze needs learners, found none");
    }

    @Test
    void webhooksAreReadAndTheirSecretsComeByReference() throws IOException {
        Files.writeString(folder.resolve("token"), "of-a-secret\n");
        DriftPolicy policy = read("""
                        drift:
                          policy:
                            webhooks:
                              ops: {url: "https://hooks.example.org/ops?t=${file:token}", headers: {Authorization: "Bearer ${file:token}"}, timeout: 2s, attempts: 4}
                              own: {url: "http://localhost:8080/"}
                            actions: [{on: drift.*, do: webhook, webhook: ops}]
                        """).drift().orElseThrow().policy();
        assertThat(policy.actions()).containsExactly(new DriftAction("drift.*", DriftAction.Command.WEBHOOK, "ops"));
        assertThat(policy.webhooks())
                .containsExactly(
                        new Webhook(
                                "ops",
                                URI.create("https://hooks.example.org/ops?t=of-a-secret"),
                                Map.of("Authorization", "Bearer of-a-secret"),
                                Duration.ofSeconds(2),
                                4),
                        new Webhook("own", URI.create("http://localhost:8080/"), Map.of(), Duration.ofSeconds(5), 10));
        assertThat(policy.toString()).doesNotContain("secret").doesNotContain("hooks.example.org");
    }

    @Test
    void mistakesOfWebhooksShowNoAddress() {
        assertThat(problems("""
                        drift:
                          policy:
                            webhooks:
                              A b: {url: "https://secret.example.org/"}
                              plain: {url: "http://secret.example.org/"}
                              user: {url: "https://u:secret@example.org/"}
                              meta: {url: "https://169.254.169.254/secret"}
                              none: {url: "secret"}
                              lacking: {attempts: 0}
                              heads: {url: "https://example.org/", headers: {Authorization: secret, Host: "${env:H}"}, tmeout: 1s}
                            signingKey: "${file:policy.key}"
                            actions: [{on: drift.*, do: webhook, webhook: hops}, {on: drift.x, do: webhook}, {on: drift.y, do: webhook, webhook: plain, model: m@1}]
                        """))
                .containsExactlyInAnyOrder(
                        "drift.policy.webhooks: must have names of 1 to 63 of a-z, 0-9 and -, found \"A b\"",
                        "drift.policy.webhooks.plain.url: must begin with https://, or http:// where it is this machine's,"
                                + " found a value (not shown)",
                        "drift.policy.webhooks.user.url: must have neither a user before its host nor a fragment, found a"
                                + " value (not shown)",
                        "drift.policy.webhooks.meta.url: must not be a link-local, multicast or unspecified address, found"
                                + " a value (not shown)",
                        "drift.policy.webhooks.none.url: must be an https address with a host, found a value (not shown)",
                        "drift.policy.webhooks.lacking.url: is required and must be text, found nothing",
                        "drift.policy.webhooks.lacking.attempts: must be a whole number from 1 to 100, found 0",
                        "drift.policy.webhooks.heads.headers.Authorization: must have its secret by reference, ${env:NAME}"
                                + " or ${file:PATH}, found plain text (not shown)",
                        "drift.policy.webhooks.heads.headers: must be headers that the request has not anyway, found"
                                + " \"Host\"",
                        "drift.policy.webhooks.heads.tmeout: unknown key, found \"1s\" (did you mean timeout?)",
                        "drift.policy.signingKey: must not be given where no action is a command, found a value (not"
                                + " shown)",
                        "drift.policy.actions[0].webhook: must be the name of one of drift.policy.webhooks [A b, plain,"
                                + " user, meta, none, lacking, heads], found \"hops\"",
                        "drift.policy.actions[1].webhook: is required and must be text, found nothing",
                        "drift.policy.actions[2].model: only promote takes a model: rollback goes back to the champion"
                                + " before, found \"m@1\"");
    }
}
