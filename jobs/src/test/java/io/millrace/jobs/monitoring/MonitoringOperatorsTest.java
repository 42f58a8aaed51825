package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.millrace.drift.profile.Season;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.DetectorPlan.Watch;
import io.millrace.jobs.pipeline.DriftAction;
import io.millrace.jobs.pipeline.DriftPolicy;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.jobs.pipeline.DriftSeasons;
import io.millrace.jobs.pipeline.DriftWindow;
import io.millrace.jobs.pipeline.Webhook;
import io.millrace.model.ProfileBuilder;
import io.millrace.model.ReferenceProfile;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.Severity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the monitoring job says, whatever it restarts from and however the work is shared. */
final class MonitoringOperatorsTest {
    private static final long MINUTE = MonitoringScenario.PANE.toMillis();
    private static final long ROWS = 200;

    private static final DetectorPlan ADWIN = new DetectorPlan(Watch.SCORE, "p", "adwin", Map.of());

    /** Sends a minute of events like the reference, with x moved and y absent as asked. */
    private static void minute(MonitoringScenario scenario, int minute, double move, boolean lacksY, double score)
            throws Exception {
        Random random = new Random(minute);
        for (int i = 0; i < ROWS; i++) {
            scenario.send(MonitoringScenario.prediction(
                    MonitoringScenario.MODEL,
                    minute * MINUTE + i * MINUTE / ROWS,
                    score < 0 ? random.nextDouble() : score,
                    random.nextGaussian() + move,
                    lacksY ? null : 5 + 2 * random.nextGaussian(),
                    "C" + random.nextInt(3)));
        }
    }

    private static void like(MonitoringScenario scenario, int minute) throws Exception {
        minute(scenario, minute, 0, false, -1);
    }

    private static void end(MonitoringScenario scenario, int minute) throws Exception {
        scenario.watermark((minute + 1) * MINUTE - 1);
    }

    private static List<String> texts(List<MonitoringEvent> events) {
        return events.stream().map(MonitoringEvent::toString).toList();
    }

    private static List<String> names(MonitoringScenario scenario, String kind) {
        return scenario.findings(kind).stream().map(MonitoringEvent::getName).toList();
    }

    private static List<String> run(MonitoringScenario scenario) throws Exception {
        try (scenario) {
            like(scenario, 0);
            end(scenario, 0);
            minute(scenario, 1, 1, false, -1);
            end(scenario, 1);
            minute(scenario, 2, 1, true, 0.9);
            end(scenario, 2);
            like(scenario, 3);
            like(scenario, 4);
            end(scenario, 4);
            return texts(scenario.findings());
        }
    }

    @Test
    void restartsAndParallelismChangeNothingThatIsTold() throws Exception {
        MonitoringSettings settings = MonitoringScenario.settings(
                DriftWindow.tumbling(MonitoringScenario.PANE), DriftReference.OF_MODEL, DriftPolicy.NONE, ADWIN);
        List<String> undisturbed = run(new MonitoringScenario(settings, 1));
        assertThat(undisturbed).anyMatch(text -> text.contains("\"DRIFT\"") && text.contains("drift.feature.x"));
        assertThat(undisturbed).anyMatch(text -> text.contains("DRIFT_DETECTED") && text.contains("drift.output.p"));
        assertThat(run(new MonitoringScenario(settings, 3))).isEqualTo(undisturbed);
        assertThat(run(new MonitoringScenario(settings, 2).restoringAfterEach(23)))
                .isEqualTo(undisturbed);
    }

    @Test
    void theFeatureThatMovedIsNamedOnceAndTheOthersAreNot() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            for (int minute = 0; minute < 4; minute++) {
                minute(scenario, minute, minute == 0 ? 0 : 2, false, -1);
                end(scenario, minute);
            }
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
            MonitoringEvent drift = scenario.findings(Kinds.DRIFT).get(0);
            assertThat(drift.getTime().toEpochMilli()).isEqualTo(2 * MINUTE - 1);
            assertThat(drift.getLabels()).containsEntry("model", MonitoringScenario.MODEL);
            assertThat(drift.getValue()).isGreaterThan(drift.getThreshold());
            assertThat(drift.getN()).isEqualTo(ROWS);
            assertThat(drift.getSeverity()).isEqualTo(Severity.ALARM);
            assertThat(drift.getWindow()).isEqualTo("1970-01-01T00:01:00Z to 1970-01-01T00:02:00Z");
            like(scenario, 4);
            like(scenario, 5);
            end(scenario, 5);
            assertThat(names(scenario, Kinds.DRIFT_OVER)).containsExactly("drift.feature.x");
        }
    }

    @Test
    void eachModelVersionHasItsOwnWindows() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            scenario.models().known.put("other@2", scenario.models().known.get(MonitoringScenario.MODEL));
            Random random = new Random(3);
            for (int i = 0; i < 2 * ROWS; i++) {
                boolean other = i % 2 == 1;
                scenario.send(MonitoringScenario.prediction(
                        other ? "other@2" : MonitoringScenario.MODEL,
                        i,
                        random.nextDouble(),
                        random.nextGaussian() + (other ? 3 : 0),
                        5 + 2 * random.nextGaussian(),
                        "C" + random.nextInt(3)));
            }
            end(scenario, 0);
            assertThat(scenario.findings(Kinds.DRIFT)).singleElement().satisfies(event -> {
                assertThat(event.getName()).isEqualTo("drift.feature.x");
                assertThat(event.getLabels()).containsEntry("model", "other@2");
            });
        }
    }

    /** As in a backlog that is read before the first watermark leaves: what is to be forgotten must have been judged before. */
    @Test
    void aLeapOfTimeLosesNoWindow() throws Exception {
        MonitoringSettings settings = MonitoringScenario.settings(
                DriftWindow.tumbling(MonitoringScenario.PANE), DriftReference.OF_MODEL, DriftPolicy.NONE);
        try (MonitoringScenario scenario = new MonitoringScenario(settings, 1)) {
            like(scenario, 0);
            minute(scenario, 1, 2, false, -1);
            scenario.watermark(Duration.ofDays(100).toMillis());
            assertThat(scenario.findings().stream()
                            .filter(event -> event.getName().equals("drift.feature.x.missing-rate"))
                            .map(MonitoringEvent::getN))
                    .containsExactly(ROWS, ROWS);
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
        }
    }

    @Test
    void aSlidingWindowEndsWithEachPane() throws Exception {
        MonitoringSettings settings = MonitoringScenario.settings(
                new DriftWindow(MonitoringScenario.PANE, 3, 0), DriftReference.OF_MODEL, DriftPolicy.NONE);
        try (MonitoringScenario scenario = new MonitoringScenario(settings, 1)) {
            for (int minute = 0; minute < 5; minute++) {
                like(scenario, minute);
                end(scenario, minute);
            }
            assertThat(scenario.findings().stream()
                            .filter(event -> event.getName().equals("drift.feature.x.missing-rate"))
                            .map(MonitoringEvent::getN))
                    .containsExactly(ROWS, 2 * ROWS, 3 * ROWS, 3 * ROWS, 3 * ROWS);
        }
    }

    @Test
    void aWindowOfEventsEndsWithThePaneAtWhichItHasEnough() throws Exception {
        MonitoringSettings settings = MonitoringScenario.settings(
                new DriftWindow(MonitoringScenario.PANE, 1, ROWS + 1), DriftReference.OF_MODEL, DriftPolicy.NONE);
        try (MonitoringScenario scenario = new MonitoringScenario(settings, 2).restoringAfterEach(23)) {
            for (int minute = 0; minute < 4; minute++) {
                like(scenario, minute);
                end(scenario, minute);
            }
            assertThat(scenario.findings().stream()
                            .filter(event -> event.getName().equals("drift.feature.x.missing-rate"))
                            .map(MonitoringEvent::getN))
                    .containsExactly(2 * ROWS, 2 * ROWS);
        }
    }

    @Test
    void theFirstEventsBecomeTheReferenceWhereTheModelHasNone() throws Exception {
        MonitoringSettings settings = MonitoringScenario.settings(
                DriftWindow.tumbling(MonitoringScenario.PANE),
                new DriftReference(DriftReference.Kind.FIRST, 6 * ROWS, 1),
                DriftPolicy.NONE);
        for (MonitoringScenario started : List.of(
                new MonitoringScenario(settings, 1), new MonitoringScenario(settings, 2).restoringAfterEach(23))) {
            try (MonitoringScenario scenario = started) {
                for (int minute = 0; minute < 9; minute++) {
                    minute(scenario, minute, minute == 8 ? 2 : 0, false, -1);
                    end(scenario, minute);
                }
                assertThat(scenario.findings(Kinds.REFERENCE)).singleElement().satisfies(event -> {
                    assertThat(event.getN()).isEqualTo(6 * ROWS);
                    assertThat(event.getTime().toEpochMilli()).isEqualTo(6 * MINUTE - 1);
                });
                assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
            }
        }
    }

    @Test
    void againstTrailingWindowsAChangeIsToldWhileItIsNew() throws Exception {
        MonitoringSettings settings = MonitoringScenario.settings(
                DriftWindow.tumbling(MonitoringScenario.PANE),
                new DriftReference(DriftReference.Kind.TRAILING, 0, 6),
                DriftPolicy.NONE);
        try (MonitoringScenario scenario = new MonitoringScenario(settings, 2)) {
            for (int minute = 0; minute < 20; minute++) {
                minute(scenario, minute, minute < 8 ? 0 : 2, false, -1);
                end(scenario, minute);
            }
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
            assertThat(names(scenario, Kinds.DRIFT_OVER)).containsExactly("drift.feature.x");
        }
    }

    // --- bad input ---

    @Test
    void oddValuesAreCountedAndHarmNothing() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308, -1e308, -0.0};
            for (int i = 0; i < ROWS; i++) {
                scenario.send(MonitoringScenario.prediction(
                        MonitoringScenario.MODEL, i, 0.5, odd[i % odd.length], "a text", 17.0));
            }
            end(scenario, 0);
            assertThat(scenario.findings(Kinds.DRIFT))
                    .extracting(MonitoringEvent::getName)
                    .contains("drift.feature.x", "drift.feature.y", "drift.feature.carrier");
            assertThat(scenario.findings(Kinds.DRIFT))
                    .allSatisfy(event -> assertThat(event.getCause()).isNotEmpty());
        }
    }

    @Test
    void aFeatureThatIsAlwaysMissingIsNamed() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            minute(scenario, 0, 0, true, -1);
            end(scenario, 0);
            assertThat(scenario.findings(Kinds.DRIFT)).singleElement().satisfies(event -> {
                assertThat(event.getName()).isEqualTo("drift.feature.y");
                assertThat(event.getLabels()).containsEntry("measure", "missing-rate");
            });
        }
    }

    @Test
    void aThousandCategoriesAreTold() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            Random random = new Random(1);
            for (int i = 0; i < 1_000; i++) {
                scenario.send(MonitoringScenario.prediction(
                        MonitoringScenario.MODEL,
                        i,
                        random.nextDouble(),
                        random.nextGaussian(),
                        5 + 2 * random.nextGaussian(),
                        "new" + i));
            }
            end(scenario, 0);
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.carrier");
        }
    }

    @Test
    void fewEventsSayNothingAndThatIsTold() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            scenario.send(MonitoringScenario.prediction(MonitoringScenario.MODEL, 0, 0.5, 1.0, 1.0, "C0"));
            end(scenario, 0);
            scenario.send(MonitoringScenario.prediction(MonitoringScenario.MODEL, 5 * MINUTE, 0.5, 1.0, 1.0, "C0"));
            end(scenario, 5);
            assertThat(scenario.findings(Kinds.TOO_FEW))
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.getN()).isEqualTo(1));
            assertThat(scenario.findings(Kinds.EMPTY))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getValue()).isEqualTo(4));
            assertThat(scenario.findings(Kinds.DRIFT)).isEmpty();
        }
    }

    @Test
    void aWindowShowsHowItsValuesAreSpread() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            like(scenario, 0);
            end(scenario, 0);
            assertThat(names(scenario, Kinds.HISTOGRAM)).contains("drift.feature.x", "drift.feature.carrier");
            assertThat(scenario.findings(Kinds.HISTOGRAM)).allSatisfy(event -> {
                assertThat(event.getLabels().get("histogram"))
                        .startsWith("{\"parts\":[\"")
                        .contains("],\"current\":[");
                assertThat(event.getLabels()).containsEntry("model", MonitoringScenario.MODEL);
                assertThat(event.getN()).isPositive();
            });
        }
    }

    @Test
    void lateEventsAreCountedAndInNoWindow() throws Exception {
        for (MonitoringScenario started : List.of(
                new MonitoringScenario(MonitoringScenario.settings(), 1),
                new MonitoringScenario(MonitoringScenario.settings(), 2).restoringAfterEach(23))) {
            try (MonitoringScenario scenario = started) {
                like(scenario, 0);
                end(scenario, 0);
                int findings = scenario.findings(Kinds.STATISTIC).size();
                scenario.send(MonitoringScenario.prediction(MonitoringScenario.MODEL, 5, 0.5, 9.0, 9.0, "C9"));
                scenario.send(MonitoringScenario.prediction(MonitoringScenario.MODEL, 6, 0.5, 9.0, 9.0, "C9"));
                scenario.restore();
                end(scenario, 1);
                assertThat(scenario.findings(Kinds.STATISTIC)).hasSize(findings);
                MonitoringEvent last = scenario.findings(Kinds.LATE)
                        .get(scenario.findings(Kinds.LATE).size() - 1);
                assertThat(last.getN()).isEqualTo(2);
                assertThat(last.getName()).isEqualTo("predictions.late-events");
            }
        }
    }

    @Test
    void eventsFromTheFutureAreCountedAndInNoWindow() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 1)) {
            like(scenario, 0);
            scenario.send(
                    MonitoringScenario.prediction(MonitoringScenario.MODEL, 40_000_000_000_000L, 0.5, 1.0, 1.0, "C0"));
            scenario.restore();
            end(scenario, 0);
            assertThat(scenario.findings(Kinds.AHEAD)).singleElement().satisfies(event -> {
                assertThat(event.getN()).isEqualTo(1);
                assertThat(event.getTime().toEpochMilli()).isLessThan(MINUTE);
            });
            assertThat(scenario.findings(Kinds.STATISTIC))
                    .allSatisfy(event -> assertThat(event.getN()).isEqualTo(ROWS));
        }
    }

    @Test
    void whatCannotBeProfiledIsTold() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 1)) {
            scenario.send(MonitoringScenario.prediction("stranger@7", 1, 0.5, 1.0, 1.0, "C0"));
            scenario.send(MonitoringScenario.prediction(MonitoringScenario.MODEL, 2, 0.5, 1.0, 1.0));
            scenario.send(MonitoringScenario.prediction(MonitoringScenario.MODEL, 3, 0.5, 1.0, 1.0, "C0", 1.0));
            Prediction whole = MonitoringScenario.prediction(MonitoringScenario.MODEL, 4, 0.5, 1.0, 1.0, "C0")
                    .build();
            byte[] bytes = MessageCodec.PREDICTION.encode(whole);
            scenario.send(Arrays.copyOf(bytes, bytes.length - 8), whole);
            scenario.restore();
            end(scenario, 0);
            assertThat(scenario.findings(Kinds.UNKNOWN_MODEL)).singleElement().satisfies(event -> {
                assertThat(event.getLabels()).containsEntry("model", "stranger@7");
                assertThat(event.getN()).isEqualTo(1);
            });
            assertThat(scenario.findings(Kinds.OTHER_FEATURES))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getN()).isEqualTo(2));
            assertThat(scenario.findings(Kinds.UNREADABLE)).hasSize(1);
        }
    }

    @Test
    void aReferenceOfAnotherModelIsToldAndTheFirstEventsStandIn() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 2)) {
            ReferenceProfile own = MonitoringScenario.reference();
            ReferenceProfile other =
                    new ReferenceProfile(own.rows(), own.features().subList(0, 1), own.outputs());
            scenario.models()
                    .known
                    .put(MonitoringScenario.MODEL, new WatchedModel(MonitoringScenario.COLUMNS, Optional.of(other)));
            minute(scenario, 0, 2, false, -1);
            scenario.restore();
            end(scenario, 0);
            // One of each subtask, whose counts add up.
            assertThat(scenario.findings(Kinds.FOREIGN_REFERENCE))
                    .hasSize(2)
                    .last()
                    .satisfies(event -> assertThat(event.getN()).isEqualTo(ROWS));
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
        }
    }

    @Test
    void featuresThatComeAndGoWithAModelAreTold() throws Exception {
        try (MonitoringScenario scenario = new MonitoringScenario(MonitoringScenario.settings(), 1)) {
            like(scenario, 0);
            end(scenario, 0);
            ReferenceProfile own = MonitoringScenario.reference();
            ProfileBuilder z = new ProfileBuilder("z");
            for (int i = 0; i < own.rows(); i++) {
                z.add((double) i);
            }
            scenario.models()
                    .known
                    .put(
                            "other@2",
                            new WatchedModel(
                                    List.of(
                                            MonitoringScenario.COLUMNS.get(0),
                                            new WatchedColumn("feature.z", "z", false),
                                            MonitoringScenario.COLUMNS.get(3)),
                                    Optional.of(new ReferenceProfile(
                                            own.rows(), List.of(own.features().get(0), z.numeric()), own.outputs()))));
            for (int i = 0; i < ROWS; i++) {
                scenario.send(MonitoringScenario.prediction("other@2", MINUTE + i, 0.5, 1.0, 2.0));
            }
            end(scenario, 1);
            assertThat(names(scenario, Kinds.FEATURE_APPEARED)).containsExactly("drift.feature.z");
            assertThat(names(scenario, Kinds.FEATURE_VANISHED))
                    .containsExactly("drift.feature.carrier", "drift.feature.y");
        }
    }

    /** x is 3 greater from one to two o'clock, every day. */
    @Test
    void eachTimeOfTheDayIsHeldAgainstItself() throws Exception {
        DriftReference reference = DriftReference.seasonal(new DriftSeasons(Season.HOUR_OF_DAY, "UTC", 4));
        try (MonitoringScenario scenario = new MonitoringScenario(
                        MonitoringScenario.settings(
                                DriftWindow.tumbling(MonitoringScenario.PANE), reference, DriftPolicy.NONE),
                        2)
                .restoringAfterEach(70)) {
            int day = 24 * 60;
            for (int hour = 0; hour < 2; hour++) {
                for (int minute = 60 * hour; minute < 60 * hour + 6; minute++) {
                    minute(scenario, minute, 3 * hour, false, -1);
                    end(scenario, minute);
                }
            }
            assertThat(scenario.findings(Kinds.REFERENCE))
                    .hasSize(8)
                    .allSatisfy(event -> assertThat(event.getCause())
                            .isEqualTo("the reference of this time of the season is being made of such windows"));
            assertThat(names(scenario, Kinds.DRIFT)).isEmpty();
            minute(scenario, day + 60, 3, false, -1);
            end(scenario, day + 60);
            assertThat(names(scenario, Kinds.DRIFT)).isEmpty();
            minute(scenario, 2 * day, 3, false, -1);
            end(scenario, 2 * day);
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
        }
    }

    /** In the first minute labels are drawn by the probabilities, in the second the model is unsure and always wrong. */
    @Test
    void probabilitiesTellHowWellTheModelDoesUntilLabelsContradict() throws Exception {
        Random random = new Random(5);
        try (MonitoringScenario scenario =
                new MonitoringScenario(MonitoringScenario.settings(), 2).restoringAfterEach(70)) {
            for (int minute = 0; minute < 2; minute++) {
                for (int i = 0; i < ROWS; i++) {
                    double p = minute == 0 ? random.nextDouble() : 0.55;
                    long time = minute * MINUTE + i * MINUTE / ROWS;
                    Prediction prediction = MonitoringScenario.prediction(
                                    MonitoringScenario.MODEL, time, p, random.nextGaussian(), 5.0, "C0")
                            .build();
                    scenario.send(prediction);
                    scenario.sendLabel(prediction, minute == 0 && random.nextDouble() < p ? 1 : 0, time);
                }
                end(scenario, minute);
            }
            List<MonitoringEvent> estimates = scenario.findings(Kinds.ESTIMATE);
            assertThat(estimates)
                    .extracting(MonitoringEvent::getName)
                    .containsExactly(
                            "performance.p.accuracy",
                            "performance.p.auc",
                            "performance.p.log-loss",
                            "performance.p.accuracy",
                            "performance.p.auc",
                            "performance.p.log-loss");
            assertThat(estimates.get(0).getValue()).as("mean of max(p, 1 - p)").isCloseTo(0.75, within(0.03));
            assertThat(estimates.get(0).getN()).isEqualTo(ROWS);
            assertThat(estimates.get(0).getSeverity()).isEqualTo(Severity.INFO);
            assertThat(estimates.get(3).getValue()).isCloseTo(0.55, within(1e-9));
            assertThat(estimates.get(3).getThreshold()).isEqualTo(0.7);
            assertThat(estimates.get(3).getSeverity()).isEqualTo(Severity.ALARM);
            assertThat(estimates.get(4).getValue()).as("AUC of one probability").isCloseTo(0.5, within(1e-12));
            assertThat(scenario.findings(Kinds.REALISED))
                    .extracting(event -> event.getLabels().get("contradicts") + " " + event.getSeverity())
                    .containsExactly("false INFO", "true WARNING");
            assertThat(scenario.findings(Kinds.REALISED).get(1).getValue()).isZero();
        }
    }

    @Test
    @Timeout(120)
    void whatIsOpenWhenTheInputEndsIsTold() throws Exception {
        try (MonitoringScenario scenario =
                new MonitoringScenario(MonitoringScenario.settings(), 2).restoringAfterEach(70)) {
            minute(scenario, 0, 3, false, -1);
            scenario.watermark(Long.MAX_VALUE);
            assertThat(names(scenario, Kinds.DRIFT)).containsExactly("drift.feature.x");
        }
    }

    // --- what is done about it ---

    private static MonitoringScenario withPolicy(DriftPolicy policy) throws Exception {
        return new MonitoringScenario(
                MonitoringScenario.settings(
                        DriftWindow.tumbling(MonitoringScenario.PANE), DriftReference.OF_MODEL, policy),
                1);
    }

    private static ControlCommand command(byte[] record) {
        return MessageCodec.CONTROL_COMMAND.decode(
                MessageCodec.SIGNED_COMMAND.decode(record).getCommand().array());
    }

    @Test
    void anAlarmLeadsToTheConfiguredCommandAndItNamesItsSignal() throws Exception {
        DriftPolicy policy = new DriftPolicy(
                List.of(new DriftAction("drift.feature.*", DriftAction.Command.ROLLBACK, "")),
                false,
                Duration.ofMinutes(10),
                1,
                Optional.empty(),
                List.of());
        try (MonitoringScenario scenario = withPolicy(policy).restoringAfterEach(23)) {
            minute(scenario, 0, 3, false, -1);
            end(scenario, 0);
            minute(scenario, 1, 3, true, -1);
            end(scenario, 1);
            for (int minute = 30; minute < 32; minute++) {
                like(scenario, minute);
                end(scenario, minute);
            }
            minute(scenario, 120, 3, false, -1);
            end(scenario, 120);
            assertThat(scenario.commands()).singleElement().satisfies(record -> {
                ControlCommand command = command(record);
                assertThat(command.getKind()).isEqualTo(CommandKind.ROLLBACK);
                assertThat(command.getExpectedChampion()).isEqualTo(MonitoringScenario.MODEL);
                assertThat(command.getIssuer()).contains("drift.feature.x");
            });
            assertThat(scenario.findings(Kinds.POLICY))
                    .extracting(event -> event.getLabels().get("outcome"))
                    .containsExactly("sent", "withheld", "withheld");
            assertThat(scenario.findings(Kinds.POLICY))
                    .extracting(event -> event.getLabels().get("signal"))
                    .containsExactly("drift.feature.x", "drift.feature.y", "drift.feature.x");
        }
    }

    @Test
    void anAlarmMayFreezeALearner() throws Exception {
        DriftPolicy policy = new DriftPolicy(
                List.of(new DriftAction("drift.feature.x", DriftAction.Command.FREEZE, "delay-online")),
                false,
                Duration.ofMinutes(10),
                1,
                Optional.empty(),
                List.of());
        try (MonitoringScenario scenario = withPolicy(policy)) {
            minute(scenario, 0, 3, false, -1);
            end(scenario, 0);
            assertThat(scenario.commands()).singleElement().satisfies(record -> {
                ControlCommand command = command(record);
                assertThat(command.getKind()).isEqualTo(CommandKind.FREEZE);
                assertThat(command.getLearner()).isEqualTo("delay-online");
                assertThat(command.getExpectedChampion())
                        .as("it is not about what serves")
                        .isNull();
                assertThat(command.getIssuer()).isEqualTo("drift policy: drift.feature.x");
            });
            assertThat(scenario.findings(Kinds.POLICY))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getName()).isEqualTo("policy.freeze"));
        }
    }

    @Test
    void aDryRunTellsAndSendsNothing() throws Exception {
        DriftPolicy policy = new DriftPolicy(
                List.of(new DriftAction("drift.feature.x", DriftAction.Command.PROMOTE, "challenger@3")),
                true,
                Duration.ofMinutes(10),
                1,
                Optional.empty(),
                List.of());
        try (MonitoringScenario scenario = withPolicy(policy)) {
            minute(scenario, 0, 3, true, -1);
            end(scenario, 0);
            assertThat(scenario.commands()).isEmpty();
            assertThat(scenario.findings(Kinds.POLICY)).singleElement().satisfies(event -> {
                assertThat(event.getLabels()).containsEntry("outcome", "dry-run");
                assertThat(event.getName()).isEqualTo("policy.promote");
                assertThat(event.getCause()).contains("challenger@3").contains("drift.feature.x");
            });
        }
    }

    @Test
    void aSignalIsPostedBesideTheCommandAlsoAfterAFailure() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ids.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        Webhook webhook = new Webhook(
                "ops",
                URI.create("http://localhost:" + server.getAddress().getPort() + "/"),
                Map.of(),
                Duration.ofSeconds(5),
                10);
        DriftPolicy policy = new DriftPolicy(
                List.of(
                        new DriftAction("drift.*", DriftAction.Command.WEBHOOK, "ops"),
                        new DriftAction("drift.*", DriftAction.Command.ROLLBACK, "")),
                false,
                Duration.ofMinutes(10),
                1,
                Optional.empty(),
                List.of(webhook));
        try (MonitoringScenario scenario = withPolicy(policy).restoringAfterEach(23)) {
            minute(scenario, 0, 3, true, -1);
            end(scenario, 0);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (ids.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            assertThat(scenario.commands()).hasSize(1);
            assertThat(scenario.findings(Kinds.POLICY))
                    .extracting(
                            event -> event.getName() + " " + event.getLabels().get("outcome"))
                    .containsExactly(
                            "policy.rollback sent",
                            "policy.webhook sent",
                            "policy.rollback withheld",
                            "policy.webhook withheld");
        } finally {
            server.stop(0);
        }
        assertThat(ids).as("as often as it is posted, it is the same").hasSize(1);
        assertThat(bodies)
                .isNotEmpty()
                .allSatisfy(body -> assertThat(body)
                        .startsWith("{\"id\":\"" + ids.iterator().next() + "\"")
                        .contains("\"pipeline\":\"p\",\"slot\":\"main\",\"kind\":\"DRIFT\"")
                        .contains("\"name\":\"drift.feature.x\",\"model\":\"static@1\",\"severity\":\"ALARM\""));
    }
}
