package io.millrace.model.validation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks after a child process until it ends, and kills it when it goes beyond a limit. Between two looks, {@value
 * #LOOK_MILLIS} ms apart, a process can take some 100 MB more than it may.
 */
final class Watchdog {
    static final int LOOK_MILLIS = 25;

    static {
        if (!Files.exists(Path.of("/proc/self/status"))) {
            System.getLogger(Watchdog.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "This system has no /proc: memory outside the Java heap is not limited while models are"
                                    + " validated.");
        }
    }

    /** Why a child was killed. */
    record Kill(Verdict verdict, String reason) {}

    private final Process process;
    private final ValidationLimits limits;
    /** Where Linux shows a process's memory. */
    private final Path status;

    private long peakBytes;
    private Duration cpu = Duration.ZERO;

    Watchdog(Process process, ValidationLimits limits) {
        this.process = process;
        this.limits = limits;
        status = Path.of("/proc/" + process.pid() + "/status");
    }

    /** Waits for the end of the process; empty if it ended by itself. */
    Optional<Kill> await(long startNanos) throws InterruptedException {
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Optional<Kill> kill = look(startNanos);
            if (kill.isPresent()) {
                return kill;
            }
        }
        return Optional.empty();
    }

    private Optional<Kill> look(long startNanos) {
        long resident = residentBytes();
        peakBytes = Math.max(peakBytes, resident);
        cpu = process.info().totalCpuDuration().orElse(cpu);
        if (resident > limits.memoryBytes()) {
            return Optional.of(new Kill(
                    Verdict.OUT_OF_MEMORY,
                    "used more memory than allowed: " + (resident >> 20) + " MiB of " + (limits.memoryBytes() >> 20)
                            + " MiB"));
        }
        if (cpu.compareTo(limits.cpu()) > 0) {
            return Optional.of(new Kill(
                    Verdict.OUT_OF_CPU,
                    "used more processor time than allowed: " + limits.cpu().toSeconds() + " s"));
        }
        if (System.nanoTime() - startNanos > limits.timeout().toNanos()) {
            return Optional.of(new Kill(
                    Verdict.TIMEOUT,
                    "took longer than allowed: " + limits.timeout().toSeconds() + " s"));
        }
        return Optional.empty();
    }

    /** Most memory that was seen; 0 where the system does not tell. */
    long peakBytes() {
        return peakBytes;
    }

    /** Processor time at the last look. */
    Duration cpu() {
        return cpu;
    }

    private long residentBytes() {
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException e) {
            // no /proc here, or the process has just ended
        }
        return 0;
    }
}
