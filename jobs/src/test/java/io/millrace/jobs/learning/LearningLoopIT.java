package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the loop takes: from the sending of the label that makes the gate's minimum to the status that every subtask of the scoring job
 * serves the better model. Told by the log.
 *
 * <p>{@code -Dmillrace.learning=full}: several times, at two intervals of checkpoints, and none may take more than two intervals.
 */
@Timeout(600)
class LearningLoopIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(LearningLoopIT.class);
    private static final boolean FULL = "full".equals(System.getProperty("millrace.learning"));
    private static final int EVENTS = 800;
    private static final int DECIDING = 500;
    private static final int LABELS_AT_ONCE = 20;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    private static final long KNOWN = FIRST_TIME + Duration.ofHours(1).toMillis();

    @TempDir
    private Path home;

    private final ClickStream stream = new ClickStream(17, EVENTS);

    @Test
    void aBetterModelServesSoonAfterItsLastLabel() throws Exception {
        if (FULL) {
            measure(Duration.ofSeconds(2), 5);
            measure(Duration.ofSeconds(10), 3);
        } else {
            measure(Duration.ofSeconds(1), 1);
        }
    }

    private void measure(Duration interval, int times) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Path folder = Files.createDirectories(home.resolve(interval.toMillis() + "-" + i));
            millis.add(once(folder, interval).toMillis());
        }
        millis.sort(null);
        LOGGER.info(
                "Checkpoints every {} ms: from the deciding label to ACTIVE median {} ms, all: {}",
                interval.toMillis(),
                millis.get(millis.size() / 2),
                millis);
        if (FULL) {
            assertThat(millis).allSatisfy(taken -> assertThat(taken).isLessThanOrEqualTo(2 * interval.toMillis()));
        }
    }

    private Duration once(Path folder, Duration interval) throws Exception {
        try (LearningTestBed bed = new LearningTestBed(folder, 1, interval, """
                labels: {horizon: 1d, outOfOrder: 0s}
                learners:
                  - name: online
                    algorithm: logistic-regression
                    optimizer: {name: sgd, schedule: 0.05}
                    signingKey: "${file:keys/learner.key}"
                    publish: {every: 300, gate: {minExamples: 200}}
                """)) {
            bed.start(1);
            for (int i = 0; i < EVENTS; i++) {
                bed.event(0, "e" + i, FIRST_TIME + i, stream.x0(i), (Double) stream.x1(i), stream.carrier(i));
            }
            bed.event(0, "later", KNOWN + EVENTS, 0, 0.0, "C0"); // time is not held up by events
            bed.flush();
            bed.await(() -> bed.predictions().size() == EVENTS + 1, () -> "all events are answered");
            Map<Long, Long> sentAt = new TreeMap<>();
            for (int i = 0; i < EVENTS; i++) {
                sentAt.put(KNOWN + i, System.currentTimeMillis());
                bed.label(0, "e" + i, stream.truth(i), KNOWN + i);
                if (i % LABELS_AT_ONCE == 0) {
                    bed.flush();
                    bed.read(); // labels come one after the other, as in life
                }
            }
            bed.flush();
            bed.await(() -> active(bed).isPresent(), () -> "online@1 serves, found " + bed.statuses());
            ModelSnapshot offer = bed.offers().get(0);
            long deciding = offer.getEventTime().toEpochMilli();
            assertThat(deciding).as("the label that makes the minimum").isEqualTo(KNOWN + DECIDING - 1);
            return Duration.ofMillis(active(bed).orElseThrow().getTime().toEpochMilli() - sentAt.get(deciding));
        }
    }

    private static Optional<ModelStatus> active(LearningTestBed bed) {
        return bed.statuses().stream()
                .filter(status -> status.getPhase() == StatusPhase.ACTIVE
                        && status.getModel().equals("online")
                        && status.getVersion() == 1)
                .findFirst();
    }
}
