package io.millrace.jobs.scoring;

import io.millrace.jobs.kafka.SharedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@link ExactlyOnceScenario} against the local broker. Another seed: {@code -Dmillrace.seed=N}. */
@Timeout(600)
class ExactlyOnceIT {
    @Test
    void nothingIsLostAndNothingAnsweredTwice(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        LoggerFactory.getLogger(ExactlyOnceIT.class).info("seed {}", seed);
        try {
            ExactlyOnceScenario.run(SharedBroker.bootstrap(), folder, seed);
        } catch (AssertionError e) {
            throw new AssertionError("with -Dmillrace.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
