package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Swap after swap between three models with native sessions: what was replaced is closed. {@code -Dmillrace.swap=full}: a
 * thousand swaps, and the process may not grow by a megabyte in a hundred.
 */
@Timeout(value = 3_600)
class SwapMemoryIT {
    private static final boolean FULL = "full".equals(System.getProperty("millrace.swap"));
    private static final int SWAPS = FULL ? 1_000 : 60;
    private static final double MEGABYTE = 1 << 20;

    /** The one that serves, and the one before for a rollback; the pipeline file's is held all the time. */
    private static final int MOST_LIVE = 3;

    @Test
    void whatWasReplacedIsClosed(@TempDir Path folder) throws Exception {
        try (SwapTestBed bed =
                new SwapTestBed(folder, SwapTestBed.Options.of(2).withCheckpoints(Duration.ofMillis(200)))) {
            bed.start(2);
            List<Double> resident = new ArrayList<>();
            List<Double> heap = new ArrayList<>();
            try (SwapTraffic traffic = new SwapTraffic(bed, 0, 500)) {
                traffic.awaitMore(200);
                for (long version = 10; version < 13; version++) {
                    bed.carryOut(bed.command(CommandKind.DEPLOY, version));
                }
                for (int swap = 0; swap < SWAPS; swap++) {
                    bed.carryOut(bed.command(CommandKind.ROLLBACK)
                            .setModel(SwapModels.NAME)
                            .setVersion(10 + swap % 3));
                    if (swap % (SWAPS / 60) == 0) {
                        System.gc();
                        heap.add(ManagementFactory.getMemoryMXBean()
                                        .getHeapMemoryUsage()
                                        .getUsed()
                                / MEGABYTE);
                        resident.add(residentMegabytes());
                    }
                }
                SwapTestBed.await(
                        () -> SharedModels.live() <= MOST_LIVE,
                        "models that nobody needs must be closed, live: " + SharedModels.live());
            }
            double perHundred = slope(resident) * 100 * resident.size() / SWAPS;
            double heapPerHundred = slope(heap) * 100 * heap.size() / SWAPS;
            LoggerFactory.getLogger(SwapMemoryIT.class)
                    .info(
                            "{} swaps: resident {} MB to {} MB, {} MB per 100 swaps; heap {} MB to {} MB, {} per 100",
                            SWAPS,
                            resident.get(0),
                            resident.get(resident.size() - 1),
                            perHundred,
                            heap.get(0),
                            heap.get(heap.size() - 1),
                            heapPerHundred);
            if (FULL) {
                // In a short run the JVM has not found its size yet.
                assertThat(perHundred).as("resident MB per 100 swaps").isLessThan(1);
                assertThat(heapPerHundred).as("heap MB per 100 swaps").isLessThan(1);
            }
            bed.check();
        }
    }

    private static double residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Slope of the least-squares line through the last two thirds, per sample. */
    private static double slope(List<Double> samples) {
        List<Double> settled = samples.subList(samples.size() / 3, samples.size());
        double meanX = (settled.size() - 1) / 2.0;
        double meanY =
                settled.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double above = 0;
        double below = 0;
        for (int x = 0; x < settled.size(); x++) {
            above += (x - meanX) * (settled.get(x) - meanY);
            below += (x - meanX) * (x - meanX);
        }
        return below == 0 ? 0 : above / below;
    }
}
