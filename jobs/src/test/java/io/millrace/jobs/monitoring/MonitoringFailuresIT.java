package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The long form of {@link MonitoringIT}: a job that is restarted by the loss of a task manager at least {@value #RESTARTS} times, and rescaled twice,
 * tells what it would have told undisturbed, nothing twice.
 *
 * <p>{@code -Dmillrace.monitoring=full} runs it; another seed: {@code -Dmillrace.seed=N}.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "millrace.monitoring", matches = "full")
class MonitoringFailuresIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(MonitoringFailuresIT.class);
    private static final int WINDOWS = 80;
    private static final int WINDOWS_OF_CHUNK = 2;
    private static final int RESTARTS = 20;
    private static final int MOST_LOSSES = 100;
    private static final long SEED = Long.getLong("millrace.seed", 6);

    @TempDir
    private Path home;

    @Test
    void twentyFailuresAndTwoRescalesChangeNoSignal() throws Exception {
        Random random = new Random(SEED);
        int losses = 0;
        try (MonitoringTestBed bed = new MonitoringTestBed(home, WINDOWS)) {
            List<String> expected = bed.undisturbed();
            bed.start();
            for (int window = 0; window < WINDOWS; window++) {
                bed.send(window);
                if (window % WINDOWS_OF_CHUNK != WINDOWS_OF_CHUNK - 1) {
                    continue;
                }
                int least = Math.max(0, window - 1 - random.nextInt(4));
                bed.await(() -> bed.foundWindows() >= least);
                if (window == WINDOWS / 3 || window == WINDOWS / 3 + 1) {
                    bed.rescale(1);
                } else if (window == 2 * WINDOWS / 3 || window == 2 * WINDOWS / 3 + 1) {
                    bed.rescale(2);
                } else if (bed.restarts() < RESTARTS && losses < MOST_LOSSES) {
                    bed.replaceTaskManager(random.nextInt(MOST_LOSSES));
                    losses++;
                }
            }
            bed.sendLater();
            bed.await(() -> bed.found().size() >= expected.size());
            bed.read();
            long restarts = bed.restarts();
            LOGGER.info(
                    "Seed {}: {} task managers lost, {} restarts, 2 rescales; {} findings",
                    SEED,
                    losses,
                    restarts,
                    expected.size());

            assertThat(bed.found()).isEqualTo(expected);
            assertThat(restarts).isGreaterThanOrEqualTo(RESTARTS);
        }
    }
}
