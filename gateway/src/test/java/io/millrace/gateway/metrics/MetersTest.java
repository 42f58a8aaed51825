package io.millrace.gateway.metrics;

import static io.millrace.gateway.Messages.signal;
import static io.millrace.gateway.Messages.snapshot;
import static io.millrace.gateway.Messages.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.TimeBars;
import io.millrace.gateway.config.GatewayConfig.Views;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.topics.TopicFollower;
import io.millrace.gateway.view.LearnersView;
import io.millrace.gateway.view.Signal;
import io.millrace.gateway.view.StatusView;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.StatusPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MetersTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Pattern DOCUMENTED = Pattern.compile("\\| `(millrace_\\w+)` \\| (\\w+) \\| ([^|]*) \\|.*");

    private final StatusView statuses = new StatusView(100);
    private final LearnersView learners = new LearnersView();
    private final MovingClock clock = new MovingClock();
    private final GatewayMetrics metrics =
            new GatewayMetrics(new Views(100, 100, Duration.ofHours(1), 15_000), statuses, learners, clock);

    private static final class MovingClock extends Clock {
        private Instant now = NOW;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("one zone is enough here");
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private void add(ModelStatus status) {
        statuses.add(status.getControlOffset(), MessageCodec.MODEL_STATUS.encode(status))
                .ifPresent(metrics::add);
    }

    private void add(MonitoringEvent event) {
        metrics.add(new Signal(1, clock.millis(), event));
    }

    private List<String> series() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("millrace_"))
                .toList();
    }

    @Test
    void whatServesIsASeriesEachAndGoesWhenItServesNoMore() {
        add(status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, 1, "m", 1)
                .setEngine("compiled")
                .build());
        add(status("delay", StatusPhase.ACTIVE, CommandKind.CANARY, 2, "m", 2)
                .setPercent(10)
                .build());
        assertThat(series())
                .contains(
                        "millrace_slot_model_share_ratio{engine=\"compiled\",model=\"m\",role=\"champion\",slot=\"delay\",version=\"1\"} 1.0",
                        "millrace_slot_model_share_ratio{engine=\"\",model=\"m\",role=\"canary\",slot=\"delay\",version=\"2\"} 0.1",
                        "millrace_slot_model_since_seconds{model=\"m\",role=\"champion\",slot=\"delay\",version=\"1\"} 1.800000001E9");
        add(status("delay", StatusPhase.ACTIVE, CommandKind.PROMOTE, 3, "m", 2).build());
        assertThat(series())
                .noneMatch(line -> line.startsWith("millrace_slot_model_share_ratio") && line.contains("version=\"1\""))
                .noneMatch(line -> line.contains("role=\"canary\""));
    }

    @Test
    void aSignalIsItsNewestFigureAndGoesWhenItIsStale() {
        add(signal("DRIFT", "drift.feature.x", "m@1", 0.5).build());
        add(signal("DRIFT", "drift.feature.x", "m@1", 0.7).build());
        String labels = "{class=\"\",kind=\"DRIFT\",measure=\"\",model=\"m@1\",position=\"\",reason=\"\","
                + "signal=\"drift.feature.x\",slot=\"delay\",stage=\"\",window=\"\"}";
        assertThat(series())
                .contains("millrace_signal_value" + labels + " 0.7", "millrace_signal_threshold" + labels + " 0.1")
                .contains("millrace_signals_total{kind=\"DRIFT\",severity=\"INFO\",slot=\"delay\"} 2.0");
        clock.now = NOW.plus(Duration.ofMinutes(61));
        assertThat(series()).noneMatch(line -> line.startsWith("millrace_signal_value"));
    }

    @Test
    void afterARestartOldSignalsAreCountedButAreNoSeries() {
        metrics.add(new Signal(
                1, clock.millis() - 7_200_000, signal("DRIFT", "x", "m@1", 1).build()));
        assertThat(series())
                .noneMatch(line -> line.startsWith("millrace_signal_value"))
                .anyMatch(line -> line.startsWith("millrace_signals_total"));
    }

    @Test
    void ofASignalThreeVersionsAreKept() {
        for (int version = 1; version <= 20; version++) {
            add(signal("DRIFT", "x", "m@" + version, version).build());
        }
        assertThat(series().stream().filter(line -> line.startsWith("millrace_signal_value")))
                .hasSize(SignalMeters.MOST_VERSIONS)
                .anyMatch(line -> line.contains("m@20"));
    }

    private void refused(String stage, int position, String reason, double value) {
        add(signal("ADMISSION", "admission.l.refused", "", value)
                .setLabels(Map.of("stage", stage, "position", Integer.toString(position), "reason", reason))
                .build());
    }

    @Test
    void whatAdmissionTellsByStageAndReasonIsASeriesEach() {
        refused("outlier-filter", 1, "outlier", 3);
        refused("influence-cap", 4, "too-many", 5);
        refused("influence-cap", 5, "too-many", 7);
        refused("outlier-filter", 1, "outlier", 4);
        add(signal("ADMISSION", "admission.l.share", "", 0.25)
                .setLabels(Map.of("class", "partner"))
                .build());
        List<String> values = series().stream()
                .filter(line -> line.startsWith("millrace_signal_value"))
                .toList();
        assertThat(values)
                .hasSize(4)
                .anyMatch(line -> line.contains("position=\"1\",reason=\"outlier\"") && line.endsWith(" 4.0"))
                .anyMatch(line -> line.contains("position=\"4\",reason=\"too-many\"") && line.endsWith(" 5.0"))
                .anyMatch(line -> line.contains("position=\"5\",reason=\"too-many\"") && line.endsWith(" 7.0"))
                .anyMatch(line -> line.contains("class=\"partner\"") && line.endsWith(" 0.25"));
    }

    @Test
    void reasonsBeyondTheLimitAreOneOther() {
        for (int i = 0; i < 1_000; i++) {
            refused("rules", 0, "reason-" + i, i);
        }
        assertThat(series().stream().filter(line -> line.startsWith("millrace_signal_value")))
                .hasSize(64 + 1)
                .anyMatch(line -> line.contains("reason=\"other\"") && line.endsWith(" 999.0"));
    }

    @Test
    void theFlowIsASeriesEach() {
        FlowView flow = new FlowView();
        metrics.watch(flow);
        flow.begin();
        flow.tick(Map.of(0, 10L), 1_000);
        flow.answered(FlowView.Outcome.DEAD_LETTER, 0, 10, 1_500, 1_750);
        flow.tick(Map.of(0, 14L), 2_000);
        assertThat(series())
                .contains(
                        "millrace_flow_events_total 4.0",
                        "millrace_flow_answers_total{outcome=\"dead-letter\"} 1.0",
                        "millrace_flow_answers_total{outcome=\"not-read\"} 0.0",
                        "millrace_flow_waiting_events 3.0",
                        "millrace_flow_accounting_gap_events 0.0",
                        "millrace_flow_latency_quantile_seconds{quantile=\"0.99\"} 0.25");
    }

    @Test
    void namesOfOthersCannotForgeALine() {
        add(signal("DRIFT", "x\"} 1\nmillrace_forged 1", "m@1", 1).build());
        assertThat(series()).noneMatch(line -> line.startsWith("millrace_forged"));
    }

    /** The limits of the design for 200 features, 20 versions and 10 learners, all told within an hour. */
    @Test
    void aLargePipelineStaysWithinTheLimits() {
        List<String> statistics = List.of("psi", "wasserstein", "kolmogorov-smirnov", "jensen-shannon", "missing-rate");
        for (int version = 1; version <= 20; version++) {
            add(status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, version, "m", version)
                    .build());
            for (int feature = 0; feature < 200; feature++) {
                for (String statistic : statistics) {
                    add(signal("DRIFT_STATISTIC", "drift.feature.f" + feature + "." + statistic, "m@" + version, 0.01)
                            .build());
                }
            }
        }
        for (int learner = 0; learner < 10; learner++) {
            learners.add("l" + learner, MessageCodec.MODEL_SNAPSHOT.encode(snapshot("l" + learner, 3, 500)));
            for (int metric = 0; metric < 10; metric++) {
                for (String window : List.of("since the start", "the last 1000")) {
                    add(signal("QUALITY", "learner.l" + learner + ".metric" + metric, "", 0.2)
                            .setWindow(window)
                            .build());
                }
            }
        }
        metrics.learnersChanged();
        long series =
                metrics.scrape().lines().filter(line -> !line.startsWith("#")).count();
        assertThat(series).isLessThanOrEqualTo(20_000);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            metrics.scrape();
            best = Math.min(best, System.nanoTime() - start);
        }
        TimeBars.hold("a scrape of " + series + " series", Duration.ofNanos(best), Duration.ofMillis(300));
    }

    @Test
    void aFloodOfNamesMakesRoomForTheNewest() {
        for (int i = 0; i < 10_000; i++) {
            add(signal("DRIFT", "drift.feature.f" + i, "m@1", i).build());
        }
        List<String> now = series();
        assertThat(now).hasSizeLessThan(15_100);
        assertThat(now)
                .anyMatch(line -> line.contains("f9999"))
                .noneMatch(line -> line.contains("\"drift.feature.f0\""));
        assertThat(now).anyMatch(line -> line.matches("millrace_signal_evicted_series_total [1-9].*"));
    }

    @Test
    void theDocumentListsAllThatThereIsAndNothingElse() throws IOException {
        Set<String> inCode = Arrays.stream(MeterName.values())
                .map(name -> name.prometheus() + " " + name.type().name().toLowerCase(Locale.ROOT) + " "
                        + String.join(", ", name.labels()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
            Matcher row = DOCUMENTED.matcher(line);
            if (row.matches()) {
                documented.add(row.group(1) + " " + row.group(2) + " "
                        + row.group(3).replace("`", "").strip());
            }
        }
        assertThat(documented).isEqualTo(inCode);
    }

    @Test
    void noSeriesHasAnotherNameOrOtherLabelsThanTold() {
        add(status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, 1, "m", 1)
                .setFetchMillis(10)
                .setSecurity(true)
                .build());
        add(signal("DRIFT", "x", "m@1", 1).build());
        learners.add("l", MessageCodec.MODEL_SNAPSHOT.encode(snapshot("l", 3, 500)));
        metrics.learnersChanged();
        metrics.watch(new FlowView());
        metrics.watch("status", new TopicFollower("t", () -> null, 1, record -> {}), () -> 0);
        metrics.request("GET", "/health", 200, Duration.ofMillis(1));
        metrics.refused("MISSING");
        metrics.sent("DEPLOY");
        metrics.scored("delay", "scored", 3);
        Map<String, MeterName> known =
                Arrays.stream(MeterName.values()).collect(Collectors.toMap(MeterName::prometheus, name -> name));
        List<String> seen = new ArrayList<>();
        for (String line : series()) {
            String name = line.split("[{ ]", 2)[0].replaceFirst("(_seconds)_(count|sum|max)$", "$1");
            assertThat(known).containsKey(name);
            Set<String> labels = new TreeSet<>();
            Matcher label = Pattern.compile("(\\w+)=\"").matcher(line);
            while (label.find()) {
                labels.add(label.group(1));
            }
            assertThat(labels).as(line).isEqualTo(new TreeSet<>(known.get(name).labels()));
            seen.add(name);
        }
        assertThat(seen).containsAll(known.keySet());
    }
}
