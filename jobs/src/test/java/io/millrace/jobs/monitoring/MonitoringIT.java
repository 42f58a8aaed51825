package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real job against a real broker loses a task manager, and tells what it would have told undisturbed, nothing twice: of features, of scores and of
 * errors, for which it brings predictions and labels together. {@link MonitoringFailuresIT} is the long form.
 */
@Timeout(600)
class MonitoringIT {
    private static final int WINDOWS = 12;

    @TempDir
    private Path home;

    @Test
    void signalsAreThoseOfAnUndisturbedRunAndNoneComesTwice() throws Exception {
        try (MonitoringTestBed bed = new MonitoringTestBed(home, WINDOWS)) {
            List<String> expected = bed.undisturbed();
            assertThat(expected).anyMatch(text -> isOf(text, "DRIFT", "drift.feature.x1"));
            assertThat(expected).anyMatch(text -> isOf(text, "DRIFT", "drift.feature.carrier"));
            assertThat(expected).anyMatch(text -> isOf(text, "DRIFT_DETECTED", "drift.output.probability"));
            assertThat(expected).anyMatch(text -> isOf(text, "DRIFT_DETECTED", "drift.wrong.probability"));
            assertThat(expected)
                    .anyMatch(text -> isOf(text, "REALISED_PERFORMANCE", "performance.probability.accuracy"));
            bed.start();
            for (int window = 0; window < WINDOWS; window++) {
                bed.send(window);
                if (window == WINDOWS / 2) {
                    bed.await(() -> bed.foundWindows() >= WINDOWS / 3);
                    bed.replaceTaskManager(0);
                }
            }
            bed.sendLater();
            bed.await(() -> bed.found().size() >= expected.size());
            bed.read();
            assertThat(bed.found()).isEqualTo(expected);
        }
    }

    private static boolean isOf(String finding, String kind, String name) {
        return finding.contains('"' + kind + '"') && finding.contains('"' + name + '"');
    }
}
