package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.cluster.Decay;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.model.GoldenRows;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.store.ModelStore;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LearnersOperatorTest {
    private static final LearnerConfig LOGISTIC = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05));
    private static final GateConfig GATE =
            GateConfig.of(ScoreLoss.LOG_LOSS, 1).withEvery(100).withMinExamples(60);
    private static final KeyPair KEYS = KeyFiles.generate();

    @TempDir
    private Path folder;

    private SigningKey key;

    @BeforeEach
    void writeKey() throws IOException {
        KeyFiles.write(folder.resolve("keys"), "learner", KEYS);
        key = new SigningKey("learner", Files.readString(folder.resolve("keys").resolve("learner.key")));
    }

    private SlotSettings settings(LearnerSettings... learners) {
        return LearnersScenario.settings(folder.resolve("store"), GATE, learners);
    }

    private SlotSettings logistic() {
        return settings(LearnersScenario.learner("online", LOGISTIC, key));
    }

    private static void sendAll(LearnersScenario scenario, ClickStream stream) throws Exception {
        for (int i = 0; i < stream.size(); i++) {
            scenario.send(stream.example(i));
            scenario.watermark(LearnersScenario.time(i));
        }
        scenario.watermark(Long.MAX_VALUE);
    }

    @Test
    void learnsAndOffersWhatIsBetterThanTheChampion() throws Exception {
        ClickStream stream = new ClickStream(1, 700);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            sendAll(scenario, stream);
            assertThat(scenario.learners().learners().get(0).examples()).isEqualTo(700);
            List<ModelSnapshot> offers = scenario.offers();
            assertThat(offers).isNotEmpty();
            ModelSnapshot first = offers.get(0);
            assertThat(first.getVersion()).isOne();
            assertThat(first.getModel()).isEqualTo("online");
            assertThat(first.getExamples()).isEqualTo(100);
            assertThat(first.getFormat()).isEqualTo("pmml");
            assertThat(first.getEventTime().toEpochMilli()).isEqualTo(LearnersScenario.time(159) + 500);
            assertThat(first.getAlgorithm()).isEqualTo("logistic-regression");
            assertThat(first.getTask()).isEqualTo("binary-classification");
            assertThat(first.getParameters()).extracting("name").contains("intercept", "x0", "x1", "carrier=C1");
            assertThat(first.getMetrics().get("candidate.loss"))
                    .isLessThan(first.getMetrics().get("static@1.loss"));
            assertThat(first.getMetrics().get("static@1.loss")).isEqualTo(Math.log(2), within(1e-12));
            assertThat(first.getLineage())
                    .containsEntry("champion", "static@1")
                    .containsEntry("learner", "online")
                    .containsEntry("examples", "100");
            assertThat(scenario.candidates()).hasSizeGreaterThan(offers.size() - 1);
            assertThat(scenario.findings("QUALITY"))
                    .extracting(MonitoringEvent::getName)
                    .contains("learner.online.log-loss", "champion.log-loss");
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    /** The loop closes: what is offered is loaded as any other model, scores as the learner did, and learning goes on with its answers. */
    @Test
    void whatIsOfferedServesAndIsLearnedFrom() throws Exception {
        ClickStream stream = new ClickStream(2, 1_500);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            ModelStore store = ModelStore.open(folder.resolve("store"));
            String champion = LearnersScenario.FILE_MODEL;
            Model serving = null;
            for (int i = 0; i < stream.size(); i++) {
                double score = serving == null ? 0.5 : score(serving, stream, i);
                scenario.send(LearnersScenario.example(i, stream.answer(i, champion, score), stream.truth(i)));
                scenario.watermark(LearnersScenario.time(i) + 500);
                List<ModelSnapshot> offers = scenario.offers();
                ModelSnapshot newest = offers.isEmpty() ? null : offers.get(offers.size() - 1);
                if (newest != null && !champion.equals("online@" + newest.getVersion())) {
                    assertDeployment(scenario.commands().get(offers.size() - 1), newest, champion);
                    ModelBundle bundle = store.open(newest.getSha256(), "online", newest.getVersion());
                    assertThat(bundle.bytes()).isEqualTo(newest.getFile().array());
                    assertThat(bundle.golden()).hasSize(16);
                    serving = Models.load(bundle);
                    assertThat(GoldenRows.check(serving, bundle.golden())).isEmpty();
                    champion = "online@" + newest.getVersion();
                    scenario.models().columns.put(champion, LearnersScenario.COLUMNS);
                    scenario.models().deployments.put(champion, ServedModels.Deployment.DONE);
                }
            }
            List<ModelSnapshot> offers = scenario.offers();
            assertThat(offers).hasSizeGreaterThan(1);
            for (int i = 0; i < offers.size(); i++) {
                assertThat(offers.get(i).getVersion()).as("no gaps").isEqualTo(i + 1);
            }
            assertThat(scenario.learners().learners().get(0).examples()).isEqualTo(1_500);
        }
    }

    private static double score(Model model, ClickStream stream, int i) {
        try (Scorer scorer = model.newScorer(1)) {
            RowBatch rows = scorer.newRows();
            int row = rows.addRow();
            rows.set(row, 0, (float) stream.x0(i));
            rows.set(row, 1, i % 7 == 0 ? Double.NaN : stream.x1(i));
            rows.setText(row, 2, stream.carrier(i));
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            return scores.number(0, 0);
        }
    }

    private static void assertDeployment(byte[] record, ModelSnapshot offer, String champion) throws Exception {
        ControlCommand command = new CommandVerifier(Map.of("learner", KEYS.getPublic()), false).verify(record);
        assertThat(command.getKind()).isEqualTo(CommandKind.DEPLOY);
        assertThat(command.getPipeline()).isEqualTo("p");
        assertThat(command.getSlot()).isEqualTo("main");
        assertThat(command.getModel()).isEqualTo("online");
        assertThat(command.getVersion()).isEqualTo(offer.getVersion());
        assertThat(command.getUri()).isEqualTo(offer.getUri());
        assertThat(command.getSha256()).isEqualTo(offer.getSha256());
        assertThat(command.getSize()).isEqualTo(offer.getSize());
        assertThat(command.getExpectedChampion()).isEqualTo(champion);
        assertThat(command.getEffectiveFrom()).isNull();
        assertThat(command.getIssuer()).isEqualTo("learner online");
        assertThat(command.getId()).startsWith("online@" + offer.getVersion() + "-");
        assertThat(command.getNotAfter()).isEqualTo(command.getIssuedAt().plus(Duration.ofHours(1)));
    }

    @Test
    void anotherOrderOfArrivalAndRestoresChangeNothing() throws Exception {
        ClickStream stream = new ClickStream(3, 400);
        byte[] expected;
        List<ModelSnapshot> offers;
        SlotSettings settings = settings(
                LearnersScenario.learner("online", LOGISTIC, key),
                LearnersScenario.learner("ftrl", FtrlLogisticRegressionConfig.DEFAULTS, key),
                LearnersScenario.learner("two-threads", new ParallelConfig(LOGISTIC, 2, 32), key));
        try (LearnersScenario scenario = new LearnersScenario(settings).started()) {
            sendAll(scenario, stream);
            expected = scenario.snapshot();
            offers = scenario.offers();
        }
        assertThat(offers).isNotEmpty();
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            try (LearnersScenario scenario = new LearnersScenario(settings).started()) {
                int window = 25;
                for (int from = 0; from < stream.size(); from += window) {
                    List<Integer> arrival = new ArrayList<>();
                    for (int i = from; i < from + window; i++) {
                        arrival.add(i);
                    }
                    Collections.shuffle(arrival, random);
                    for (int i : arrival) {
                        scenario.send(stream.example(i));
                        if (random.nextInt(15) == 0) {
                            scenario.restore();
                        }
                    }
                    scenario.watermark(LearnersScenario.time(from + window - 1) + 499 + random.nextInt(2));
                }
                scenario.watermark(Long.MAX_VALUE);
                assertThat(scenario.snapshot()).as("seed %d", seed).isEqualTo(expected);
                assertThat(scenario.offers()).as("seed %d", seed).isEqualTo(offers);
            }
        }
    }

    @Test
    void aRestoreAfterEachInputChangesNothing() throws Exception {
        ClickStream stream = new ClickStream(4, 230);
        byte[] expected;
        List<ModelSnapshot> offers;
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            sendAll(scenario, stream);
            expected = scenario.snapshot();
            offers = scenario.offers();
        }
        try (LearnersScenario scenario =
                new LearnersScenario(logistic()).started().restoringAfterEachInput()) {
            sendAll(scenario, stream);
            assertThat(scenario.snapshot()).isEqualTo(expected);
            assertThat(scenario.offers()).isNotEmpty().isEqualTo(offers);
        }
    }

    @Test
    void whatIsHeldIsLearnedWhenAllInputsFallSilent() throws Exception {
        ClickStream stream = new ClickStream(5, 20);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            for (int i = stream.size() - 1; i >= 0; i--) {
                scenario.send(stream.example(i));
            }
            scenario.watermark(LearnersScenario.time(9) + 500);
            HostedLearner learner = scenario.learners().learners().get(0);
            assertThat(learner.examples()).isEqualTo(10);
            scenario.fallSilent();
            assertThat(learner.examples()).isEqualTo(20);
        }
    }

    @Test
    void whatComesTooLateIsLearnedAtOnce() throws Exception {
        ClickStream stream = new ClickStream(6, 3);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            scenario.send(stream.example(0));
            scenario.watermark(LearnersScenario.time(2) + 500);
            HostedLearner learner = scenario.learners().learners().get(0);
            assertThat(learner.examples()).isOne();
            scenario.send(stream.example(1));
            assertThat(learner.examples()).isEqualTo(2);
            scenario.send(stream.example(2));
            assertThat(learner.examples()).isEqualTo(3);
        }
    }

    @Test
    void withoutLabelsNothingIsOffered() throws Exception {
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            scenario.watermark(1_000_000);
            scenario.fallSilent();
            scenario.restore();
            scenario.watermark(Long.MAX_VALUE);
            assertThat(scenario.offers()).isEmpty();
            assertThat(scenario.commands()).isEmpty();
        }
    }

    @Test
    void aCandidateThatIsNotBetterIsRefusedWithAReason() throws Exception {
        ClickStream stream = new ClickStream(7, 300);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            for (int i = 0; i < stream.size(); i++) {
                double known = stream.truth(i) == 1 ? 0.99 : 0.01;
                scenario.send(LearnersScenario.example(
                        i, stream.answer(i, LearnersScenario.FILE_MODEL, known), stream.truth(i)));
            }
            scenario.watermark(Long.MAX_VALUE);
            assertThat(scenario.offers()).isEmpty();
            assertThat(scenario.commands()).isEmpty();
            assertThat(scenario.findings("CANDIDATE_REFUSED")).isNotEmpty().allSatisfy(finding -> {
                assertThat(finding.getName()).isEqualTo("learner.online");
                assertThat(finding.getSlot()).isEqualTo("main");
                assertThat(finding.getLabels()).containsEntry("outcome", "worse");
                assertThat(finding.getValue()).isGreaterThan(finding.getThreshold());
                assertThat(finding.getN()).isEqualTo(60);
                assertThat(finding.getCause()).contains("of static@1 on 60 examples");
            });
        }
    }

    @Test
    void severalWorseCandidatesStopPublishing() throws Exception {
        ClickStream stream = new ClickStream(7, 1_000);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            sendAnsweredWell(scenario, stream);
            assertThat(scenario.findings("CANDIDATE_REFUSED")).hasSize(3);
            assertThat(scenario.findings("PUBLISHING_STOPPED")).hasSize(1);
        }
    }

    @Test
    void aLearnerThatGoesAstrayIsFrozenAndTold() throws Exception {
        ClickStream stream = new ClickStream(8, 3_000);
        LearnerConfig wild = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(1e6));
        LearnerSettings settings = LearnersScenario.learner("wild", wild, key);
        settings = new LearnerSettings(
                settings.name(),
                settings.model(),
                new DivergenceConfig(1e9, 4, 100, 100),
                0,
                settings.signingKey(),
                null);
        try (LearnersScenario scenario = new LearnersScenario(settings(settings)).started()) {
            sendAll(scenario, stream);
            List<MonitoringEvent> frozen = scenario.findings("LEARNER_FROZEN");
            assertThat(frozen).hasSize(1);
            assertThat(frozen.get(0).getSeverity()).isEqualTo(Severity.ALARM);
            assertThat(frozen.get(0).getCause()).isNotEmpty();
            assertThat(scenario.offers()).isEmpty();
            HostedLearner learner = scenario.learners().learners().get(0);
            assertThat(learner.isFrozen()).isTrue();
            assertThat(learner.examples()).isLessThan(3_000);
            long learned = learner.examples();
            scenario.restore();
            scenario.send(stream.example(0));
            scenario.watermark(Long.MAX_VALUE);
            learner = scenario.learners().learners().get(0);
            assertThat(learner.isFrozen()).as("also after a failure").isTrue();
            assertThat(learner.examples()).isEqualTo(learned);
        }
    }

    private LearnerSettings wild(double rate, DivergenceConfig divergence, int thaw) {
        LearnerSettings settings = LearnersScenario.learner(
                "wild", LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(rate)), key);
        return new LearnerSettings(settings.name(), settings.model(), divergence, thaw, settings.signingKey(), null);
    }

    @Test
    void aFrozenLearnerGoesOnWhereThawWasRaised() throws Exception {
        ClickStream stream = new ClickStream(8, 1_000);
        DivergenceConfig strict = new DivergenceConfig(0.01, 4, 0, 1);
        DivergenceConfig lenient = new DivergenceConfig(1e9, 4, 5_000, 1_000);
        try (LearnersScenario scenario = new LearnersScenario(settings(wild(0.05, strict, 0))).started()) {
            sendAll(scenario, stream);
            long learned = scenario.learners().learners().get(0).examples();
            assertThat(learned).isBetween(1L, 999L);
            scenario.restore(settings(wild(0.05, lenient, 0)));
            assertThat(scenario.learners().learners().get(0).isFrozen())
                    .as("other limits alone thaw nothing")
                    .isTrue();
            scenario.restore(settings(wild(0.05, lenient, 1)));
            HostedLearner thawed = scenario.learners().learners().get(0);
            assertThat(thawed.isFrozen()).isFalse();
            assertThat(thawed.examples()).as("what it has learned is usable").isEqualTo(learned);
            sendAll(scenario, stream);
            assertThat(thawed.examples()).isEqualTo(learned + 1_000);
            scenario.restore(settings(wild(0.05, strict, 1)));
            sendAll(scenario, stream);
            scenario.restore(settings(wild(0.05, lenient, 1)));
            assertThat(scenario.learners().learners().get(0).isFrozen())
                    .as("a number thaws once")
                    .isTrue();
        }
    }

    @Test
    void aThawedLearnerBeginsAnewWhereItsParametersAreNoneAtAll() throws Exception {
        ClickStream stream = new ClickStream(8, 1_000);
        DivergenceConfig limits = new DivergenceConfig(1e3, 4, 0, 1);
        try (LearnersScenario scenario = new LearnersScenario(settings(wild(1e6, limits, 0))).started()) {
            sendAll(scenario, stream);
            assertThat(scenario.learners().learners().get(0).isFrozen()).isTrue();
            scenario.restore(settings(wild(1e6, limits, 7)));
            HostedLearner thawed = scenario.learners().learners().get(0);
            assertThat(thawed.isFrozen()).isFalse();
            assertThat(thawed.examples()).isZero();
        }
    }

    @Test
    void aGateThatHasStoppedGoesOnWhereThawWasRaised() throws Exception {
        ClickStream stream = new ClickStream(7, 1_000);
        try (LearnersScenario scenario =
                new LearnersScenario(settings(wild(0.05, DivergenceConfig.DEFAULTS, 0))).started()) {
            sendAnsweredWell(scenario, stream);
            assertThat(scenario.findings("PUBLISHING_STOPPED")).hasSize(1);
            scenario.restore(settings(wild(0.05, DivergenceConfig.DEFAULTS, 1)));
            sendAll(scenario, stream);
            assertThat(scenario.offers())
                    .isNotEmpty()
                    .first()
                    .satisfies(offer -> assertThat(offer.getVersion()).isOne());
        }
    }

    /** Events that a model answered which knows nearly everything. */
    private static void sendAnsweredWell(LearnersScenario scenario, ClickStream stream) throws Exception {
        for (int i = 0; i < stream.size(); i++) {
            double known = stream.truth(i) == 1 ? 0.99 : 0.01;
            scenario.send(
                    LearnersScenario.example(i, stream.answer(i, LearnersScenario.FILE_MODEL, known), stream.truth(i)));
        }
        scenario.watermark(Long.MAX_VALUE);
    }

    @Test
    void withAnotherMetricOfTheGateLearnersGoOnAndTheGateBeginsAnew() throws Exception {
        ClickStream stream = new ClickStream(12, 700);
        LearnerSettings online = LearnersScenario.learner("online", LOGISTIC, key);
        GateConfig brier = GateConfig.of(ScoreLoss.BRIER, 1).withEvery(100).withMinExamples(60);
        try (LearnersScenario scenario = new LearnersScenario(settings(online)).started()) {
            sendAll(scenario, stream);
            int offered = scenario.offers().size();
            assertThat(offered).isPositive();
            scenario.restore(LearnersScenario.settings(folder.resolve("store"), brier, online));
            assertThat(scenario.learners().learners().get(0).examples()).isEqualTo(700);
            sendAll(scenario, stream);
            assertThat(scenario.offers()).hasSizeGreaterThan(offered);
            for (int i = 0; i < scenario.offers().size(); i++) {
                assertThat(scenario.offers().get(i).getVersion()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void theBetterOfTwoIsOffered() throws Exception {
        ClickStream stream = new ClickStream(9, 400);
        LearnerConfig slow = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(1e-5));
        try (LearnersScenario scenario = new LearnersScenario(settings(
                        LearnersScenario.learner("slow", slow, key), LearnersScenario.learner("fast", LOGISTIC, key)))
                .started()) {
            sendAll(scenario, stream);
            assertThat(scenario.offers())
                    .isNotEmpty()
                    .allSatisfy(offer -> assertThat(offer.getModel()).isEqualTo("fast"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "-1", "0.5", "NaN"})
    void aLabelThatIsNoClassIsNotLearned(String label) throws Exception {
        ClickStream stream = new ClickStream(10, 2);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            byte[] before = scenario.snapshot();
            scenario.send(LearnersScenario.example(0, stream.answer(0, "static@1", 0.5), label));
            if (!label.equals("maybe")) {
                scenario.send(LearnersScenario.example(1, stream.answer(1, "static@1", 0.5), Double.valueOf(label)));
            }
            scenario.watermark(Long.MAX_VALUE);
            assertThat(scenario.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void textsAreClasses() throws Exception {
        ClickStream stream = new ClickStream(11, 50);
        OnlineModelConfig named =
                OnlineModelConfig.of(LearnersScenario.FIELDS, LOGISTIC).withClasses(List.of("fine", "fraud"));
        try (LearnersScenario byText =
                        new LearnersScenario(settings(LearnersScenario.learner("a", named, key))).started();
                LearnersScenario byNumber =
                        new LearnersScenario(settings(LearnersScenario.learner("a", named, key))).started()) {
            for (int i = 0; i < stream.size(); i++) {
                byNumber.send(stream.example(i));
                byText.send(LearnersScenario.example(
                        i, stream.answer(i, "static@1", 0.5), stream.truth(i) == 1 ? "fraud" : "fine"));
            }
            byText.watermark(Long.MAX_VALUE);
            byNumber.watermark(Long.MAX_VALUE);
            assertThat(byText.snapshot()).isEqualTo(byNumber.snapshot());
        }
    }

    @Test
    void aMissingLabelIsTheFirstClass() throws Exception {
        ClickStream stream = new ClickStream(12, 1);
        try (LearnersScenario missing = new LearnersScenario(logistic()).started();
                LearnersScenario zero = new LearnersScenario(logistic()).started()) {
            Example unlabelled = LearnersScenario.example(0, stream.answer(0, "static@1", 0.5), null);
            unlabelled.labelled = false;
            missing.send(unlabelled);
            zero.send(LearnersScenario.example(0, stream.answer(0, "static@1", 0.5), 0.0));
            missing.watermark(Long.MAX_VALUE);
            zero.watermark(Long.MAX_VALUE);
            assertThat(missing.snapshot()).isEqualTo(zero.snapshot());
            assertThat(missing.learners().learners().get(0).examples()).isOne();
        }
    }

    @Test
    void eachModelLogsItsFeaturesInItsOwnOrder() throws Exception {
        ClickStream stream = new ClickStream(13, 30);
        try (LearnersScenario usual = new LearnersScenario(logistic()).started();
                LearnersScenario other = new LearnersScenario(logistic()).started()) {
            other.models().columns.put("theirs@4", List.of("carrier", "", "", "x1", "unknown", "x0"));
            for (int i = 0; i < stream.size(); i++) {
                Object x1 = i % 7 == 0 ? null : (Object) stream.x1(i);
                usual.send(stream.example(i));
                other.send(LearnersScenario.example(
                        i,
                        LearnersScenario.prediction(
                                i, "theirs@4", 0.5, stream.carrier(i), 1f, null, x1, "text", (float) stream.x0(i)),
                        stream.truth(i)));
            }
            usual.watermark(Long.MAX_VALUE);
            other.watermark(Long.MAX_VALUE);
            assertThat(other.learners().learners().get(0).snapshot())
                    .isEqualTo(usual.learners().learners().get(0).snapshot());
            assertThat(other.learners().learners().get(0).examples()).isEqualTo(30);
        }
    }

    @Test
    void whatCannotBeReadForSureIsNotLearned() throws Exception {
        ClickStream stream = new ClickStream(14, 1);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            byte[] before = scenario.snapshot();
            scenario.models().columns.put("narrow@1", List.of("x0", "x1"));
            Example unknown = LearnersScenario.example(0, stream.answer(0, "nobody@1", 0.5), 1.0);
            Example narrow =
                    LearnersScenario.example(0, LearnersScenario.prediction(0, "narrow@1", 0.5, 1.0, 2.0), 1.0);
            Example tooFew =
                    LearnersScenario.example(0, LearnersScenario.prediction(0, "static@1", 0.5, 1.0, 2.0), 1.0);
            Example unlogged = LearnersScenario.example(0, LearnersScenario.prediction(0, "static@1", 0.5), 1.0);
            Example infinite = LearnersScenario.example(
                    0, LearnersScenario.prediction(0, "static@1", 0.5, Double.POSITIVE_INFINITY, 1.0, "C1"), 1.0);
            Example textForNumber =
                    LearnersScenario.example(0, LearnersScenario.prediction(0, "static@1", 0.5, "one", 1.0, "C1"), 1.0);
            Example damaged = stream.example(0);
            damaged.prediction = java.util.Arrays.copyOf(damaged.prediction, damaged.prediction.length - 12);
            for (Example example : List.of(unknown, narrow, tooFew, unlogged, infinite, textForNumber, damaged)) {
                scenario.send(example);
            }
            scenario.watermark(Long.MAX_VALUE);
            assertThat(scenario.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void otherOptionsBeginAnewAndVersionsGoOn() throws Exception {
        ClickStream stream = new ClickStream(15, 900);
        OnlineModelConfig narrower =
                OnlineModelConfig.of(List.of(FeatureField.numeric("x0"), FeatureField.numeric("x1")), LOGISTIC);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            for (int i = 0; i < 350; i++) {
                scenario.send(stream.example(i));
                scenario.watermark(LearnersScenario.time(i) + 500);
            }
            int before = scenario.offers().size();
            assertThat(before).isPositive();
            scenario.restore(settings(LearnersScenario.learner("online", narrower, key)));
            assertThat(scenario.learners().learners().get(0).examples()).isZero();
            scenario.models().deployments.put("online@" + before, ServedModels.Deployment.WITHDRAWN);
            for (int i = 350; i < 900; i++) {
                scenario.send(stream.example(i));
                scenario.watermark(LearnersScenario.time(i) + 500);
            }
            List<ModelSnapshot> offers = scenario.offers();
            assertThat(offers).hasSizeGreaterThan(before);
            assertThat(offers.get(before).getVersion()).isEqualTo(before + 1);
            assertThat(offers.get(before).getParameters()).extracting("name").doesNotContain("carrier=C1");
        }
    }

    @Test
    void otherRulesForPublishingKeepWhatWasLearned() throws Exception {
        ClickStream stream = new ClickStream(16, 90);
        try (LearnersScenario scenario = new LearnersScenario(logistic()).started()) {
            sendAll(scenario, stream);
            scenario.restore(LearnersScenario.settings(
                    folder.resolve("store"), GATE.withEvery(7), LearnersScenario.learner("online", LOGISTIC, key)));
            assertThat(scenario.learners().learners().get(0).examples()).isEqualTo(90);
        }
    }

    @Test
    void aDeploymentThatCameToNothingIsNotWaitedFor() throws Exception {
        ClickStream stream = new ClickStream(17, 600);
        try (LearnersScenario waiting = new LearnersScenario(logistic()).started();
                LearnersScenario told = new LearnersScenario(logistic()).started()) {
            for (int version = 1; version < 10; version++) {
                told.models().deployments.put("online@" + version, ServedModels.Deployment.WITHDRAWN);
            }
            sendAll(waiting, stream);
            sendAll(told, stream);
            assertThat(told.offers())
                    .as("each is better than what serves, though hardly better than the one before")
                    .hasSizeGreaterThan(waiting.offers().size());
        }
    }

    @Test
    void clustersNeedNoLabels() throws Exception {
        ClickStream stream = new ClickStream(18, 600);
        OnlineModelConfig clusters = OnlineModelConfig.of(
                List.of(FeatureField.numeric("x0"), FeatureField.numeric("x1")),
                new StreamingKMeansConfig(2, 32, new Decay(Decay.Unit.POINTS, 200), 1, List.of()));
        SlotSettings settings = LearnersScenario.settings(
                folder.resolve("store"),
                GateConfig.of(ScoreLoss.SQUARED_DISTANCE, 2).withEvery(100).withMinExamples(60),
                List.of("near", "far"),
                LearnersScenario.learner("clusters", clusters, key));
        try (LearnersScenario scenario = new LearnersScenario(settings).started()) {
            for (int i = 0; i < stream.size(); i++) {
                Example example = LearnersScenario.example(
                        i,
                        stream.answer(i, LearnersScenario.FILE_MODEL, 0).setOutputs(Map.of("near", 10.0, "far", 11.0)),
                        null);
                example.labelled = false;
                scenario.send(example);
                scenario.watermark(LearnersScenario.time(i));
                if (i == 300) {
                    scenario.restore();
                }
            }
            scenario.watermark(Long.MAX_VALUE);
            List<ModelSnapshot> offers = scenario.offers();
            assertThat(offers).isNotEmpty();
            ModelBundle bundle =
                    ModelStore.open(folder.resolve("store")).open(offers.get(0).getSha256(), "clusters", 1);
            try (Model model = Models.load(bundle)) {
                assertThat(GoldenRows.check(model, bundle.golden())).isEmpty();
                assertThat(model.contract().outputs())
                        .extracting(output -> output.name())
                        .containsExactly("near", "far");
            }
        }
    }
}
