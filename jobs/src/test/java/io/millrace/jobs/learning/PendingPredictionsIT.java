package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predictions that wait for labels lie on disk: they take little heap, and when their horizon is over nothing is left of them.
 *
 * <p>{@code -Dmillrace.pending=full}: ten million, in a heap of one GiB, which a profile of the module sees to.
 */
@Timeout(3_600)
class PendingPredictionsIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(PendingPredictionsIT.class);
    private static final boolean FULL = "full".equals(System.getProperty("millrace.pending"));
    private static final int PREDICTIONS = FULL ? 10_000_000 : 20_000;
    private static final int LABELLED = PREDICTIONS / 100;
    /** About what a prediction with 30 features takes. */
    private static final int BYTES = 280;

    private static final long HORIZON = PREDICTIONS;

    @TempDir
    private Path folder;

    @Test
    void thoseThatWaitTakeNoHeapAndNothingIsLeftOfThem() throws Exception {
        if (FULL) {
            assertThat(Runtime.getRuntime().maxMemory())
                    .as("bytes of heap at most")
                    .isLessThanOrEqualTo(1L << 30);
        }
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(true);
        backend.setDbStoragePath(folder.toString());
        backend.getMemoryConfiguration().setUseManagedMemory(false);
        backend.getMemoryConfiguration().setFixedMemoryPerSlot(MemorySize.ofMebiBytes(256));
        JoinSettings settings = new JoinSettings(HORIZON, false, 0, Long.MAX_VALUE, 0);
        try (JoinScenario join = new JoinScenario(settings, backend, 1, 0)) {
            long heapBefore = heapMegabytes();
            long begun = System.nanoTime();
            for (int i = 0; i < PREDICTIONS; i++) {
                PredictionRecord prediction = JoinScenario.prediction("event-" + i, i, i);
                prediction.value = new byte[BYTES];
                for (int k = 0; k < BYTES; k++) {
                    prediction.value[k] = (byte) (31 * i + 7 * k * (i >> 8)); // not all alike: RocksDB compresses
                }
                join.predict(prediction);
            }
            double taken = seconds(begun);
            long heapFull = heapMegabytes();
            long disk = diskMegabytes();
            assertThat(join.slots()).isPositive();

            // Each hundredth gets a label; half of them when time has come to it.
            begun = System.nanoTime();
            for (int i = 0; i < LABELLED; i++) {
                join.label("event-" + 100 * i, 1.0, PREDICTIONS);
                if (i == LABELLED / 2) {
                    join.watermark(PREDICTIONS);
                }
            }
            int examples = join.takeExamples();
            join.watermark(PREDICTIONS + HORIZON);
            assertThat(examples).isEqualTo(LABELLED);
            double given = seconds(begun);
            begun = System.nanoTime();
            join.watermark(PREDICTIONS + 2 * HORIZON + HORIZON / 16);
            double forgotten = seconds(begun);

            assertThat(join.slots()).isZero();
            assertThat(join.entries()).isZero();
            LOGGER.info(
                    "{} pending predictions, heap of at most {} MB: heap in use {} MB before, {} MB with them, {} MB on disk; taken in {} s, given up in {} s, forgotten in {} s; {} MB on disk then",
                    PREDICTIONS,
                    Runtime.getRuntime().maxMemory() >> 20,
                    heapBefore,
                    heapFull,
                    disk,
                    taken,
                    given,
                    forgotten,
                    diskMegabytes());
            if (FULL) {
                assertThat(heapFull - heapBefore).as("megabytes of heap").isLessThan(200);
            }
            assertThat(join.outcomes())
                    .containsEntry(LabelOutcome.MATCHED, (long) LABELLED)
                    .containsEntry(LabelOutcome.MISSING, (long) PREDICTIONS - LABELLED);
        }
    }

    private static double seconds(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0;
    }

    private static long heapMegabytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private long diskMegabytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    >> 20;
        }
    }
}
