package io.millrace.deploy;

import io.millrace.gateway.config.GatewayConfig.Views;
import io.millrace.gateway.metrics.GatewayMetrics;
import io.millrace.gateway.metrics.MeterName;
import io.millrace.gateway.view.LearnersView;
import io.millrace.gateway.view.Signal;
import io.millrace.gateway.view.StatusView;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import io.millrace.schemas.StatusPhase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the gateway's {@code /metrics} says of a pipeline that has swapped, learned, drifted and refused. The gateway's own meters make it. */
final class GatewayText {
    private static final String SLOT = "delay";

    private final StatusView statuses = new StatusView(100);
    private final LearnersView learners = new LearnersView();
    private final GatewayMetrics metrics =
            new GatewayMetrics(new Views(100, 100, Duration.ofHours(1), 1_000), statuses, learners, Clock.systemUTC());
    private long offset;

    static String make() {
        GatewayText text = new GatewayText();
        for (StatusPhase phase : List.of(StatusPhase.VALIDATING, StatusPhase.PREPARING, StatusPhase.ACTIVE)) {
            text.status(phase, false);
        }
        text.status(StatusPhase.REJECTED, true);
        for (String who : List.of("champion", "learner.delay-online")) {
            for (String metric : List.of("log-loss", "auc", "brier")) {
                for (String window : List.of("since the start", "the last 1000 examples")) {
                    text.signal("QUALITY", who + "." + metric, window, 0.5, Severity.INFO);
                }
            }
        }
        text.signal("DRIFT_STATISTIC", "drift.feature.distance.wasserstein", "1d", 0.2, Severity.INFO);
        text.signal("DRIFT", "drift.feature.distance", "1d", 0.2, Severity.ALARM);
        text.signal("DRIFT", "drift.feature.wind_dir", "1d", 0.2, Severity.WARNING);
        text.signal("DRIFT_DETECTED", "drift.wrong.probability_late", "", 0.2, Severity.ALARM);
        for (String figure : List.of("seen", "admitted", "released", "principals", "distrusted")) {
            text.signal("ADMISSION", "admission.delay-online." + figure, "since the start", 10, Severity.INFO);
        }
        text.signal("ADMISSION", "quarantine.held", "", 3, Severity.INFO);
        text.signal("ADMISSION", "quarantine.age", "", 60, Severity.INFO);
        text.learners.add(
                "delay-online/candidate",
                MessageCodec.MODEL_SNAPSHOT.encode(ModelSnapshot.newBuilder()
                        .setLearner("delay-online")
                        .setSlot(SLOT)
                        .setExamples(5_000)
                        .setEventTime(Instant.EPOCH)
                        .setAlgorithm("logistic-regression")
                        .setMetrics(Map.of("log-loss.cumulative", 0.48))
                        .build()));
        text.metrics.learnersChanged();
        text.metrics.request("GET", "/v1/slots", 200, Duration.ofMillis(3));
        text.metrics.refused("missing");
        return text.metrics.scrape() + text.topics();
    }

    private void status(StatusPhase phase, boolean security) {
        ModelStatus status = ModelStatus.newBuilder()
                .setTime(Instant.now())
                .setPhase(phase)
                .setSlot(SLOT)
                .setKind(CommandKind.DEPLOY)
                .setCommandId("c")
                .setControlOffset(offset)
                .setModel("delay-lightgbm")
                .setVersion(1)
                .setEngine("compiled")
                .setFetchMillis(20)
                .setValidationMillis(3_400)
                .setPreparationMillis(900)
                .setSecurity(security)
                .build();
        statuses.add(offset++, MessageCodec.MODEL_STATUS.encode(status)).ifPresent(metrics::add);
    }

    private void signal(String kind, String name, String window, double value, Severity severity) {
        MonitoringEvent event = MonitoringEvent.newBuilder()
                .setTime(Instant.now())
                .setKind(kind)
                .setName(name)
                .setSlot(SLOT)
                .setLabels(Map.of("model", "delay-lightgbm@1"))
                .setValue(value)
                .setThreshold(0.1)
                .setN(1_000)
                .setWindow(window)
                .setSeverity(severity)
                .build();
        metrics.add(new Signal(offset++, System.currentTimeMillis(), event));
    }

    /** The series of a follower, which only a running gateway has. */
    private String topics() {
        StringBuilder lines = new StringBuilder();
        for (MeterName name : List.of(MeterName.TOPIC_RECORDS, MeterName.TOPIC_UNREADABLE, MeterName.TOPIC_LAG)) {
            lines.append(name.prometheus()).append("{topic=\"status\"} 0\n");
        }
        return lines.toString();
    }
}
