package io.millrace.model.validation;

import java.util.List;

/**
 * What a validation found out.
 *
 * @param verdict how it ended
 * @param reason why, in one line
 * @param model name and version; empty where the bundle could not be read
 * @param sha256 of the model file that was looked at, so that the caller can make sure to load the same; empty where it
 *     could not be read
 * @param engine which engine serves the model; empty where it is refused
 * @param speeds how fast it is; empty where it is refused
 * @param peakMemoryBytes most memory that the child process had, resident; 0 where the system does not tell
 * @param millis how long it took, the start of the child included
 */
public record ValidationResult(
        Verdict verdict,
        String reason,
        String model,
        String sha256,
        String engine,
        List<BatchSpeed> speeds,
        long peakMemoryBytes,
        long millis) {

    private static final int LONGEST_REASON = 2_000;

    /** Copies the list and makes the reason one line. */
    public ValidationResult {
        speeds = List.copyOf(speeds);
        String line = reason.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        reason = line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }

    /** Whether the model may serve. */
    public boolean accepted() {
        return verdict == Verdict.ACCEPTED;
    }

    static ValidationResult refused(Verdict verdict, String reason, String model, String sha256) {
        return new ValidationResult(verdict, reason, model, sha256, "", List.of(), 0, 0);
    }

    /** This result as seen from outside the child. */
    ValidationResult withCost(long peakBytes, long tookMillis) {
        return new ValidationResult(verdict, reason, model, sha256, engine, speeds, peakBytes, tookMillis);
    }
}
