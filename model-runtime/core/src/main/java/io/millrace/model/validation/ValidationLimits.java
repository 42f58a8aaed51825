package io.millrace.model.validation;

import java.time.Duration;

/**
 * What a model may use while it is validated.
 *
 * @param memoryBytes most memory of the child process, resident; half of it is the Java heap. Looked at every
 *     25 ms where the system has {@code /proc}
 * @param cpu most processor time of the child process
 * @param timeout most time on the clock
 * @param fileBytes most bytes of a file that the child writes; engines unpack their native libraries
 * @param openFiles most files that the child has open
 */
public record ValidationLimits(long memoryBytes, Duration cpu, Duration timeout, long fileBytes, int openFiles) {
    /** 2 GiB, 30 s of processor time, 60 s on the clock. */
    public static final ValidationLimits DEFAULT =
            new ValidationLimits(2L << 30, Duration.ofSeconds(30), Duration.ofSeconds(60), 1L << 30, 1024);

    /** A JVM with ONNX Runtime takes 150 MB before it has seen a model. */
    private static final long LEAST_MEMORY = 256L << 20;

    /** Checks that a JVM can start within these limits. */
    public ValidationLimits {
        if (memoryBytes < LEAST_MEMORY) {
            throw new IllegalArgumentException("must be >= " + LEAST_MEMORY + ": memoryBytes=" + memoryBytes);
        }
        if (cpu.toMillis() < 1_000 || timeout.toMillis() < 1_000) {
            throw new IllegalArgumentException("must be >= 1 s: cpu=" + cpu + ", timeout=" + timeout);
        }
        if (fileBytes < 1 || openFiles < 256) {
            throw new IllegalArgumentException(
                    "must be >= 1 and >= 256: fileBytes=" + fileBytes + ", openFiles=" + openFiles);
        }
    }

    /** These limits with another one for memory. */
    public ValidationLimits withMemory(long bytes) {
        return new ValidationLimits(bytes, cpu, timeout, fileBytes, openFiles);
    }

    /** These limits with another one for processor time. */
    public ValidationLimits withCpu(Duration time) {
        return new ValidationLimits(memoryBytes, time, timeout, fileBytes, openFiles);
    }

    /** These limits with another one for time on the clock. */
    public ValidationLimits withTimeout(Duration time) {
        return new ValidationLimits(memoryBytes, cpu, time, fileBytes, openFiles);
    }
}
