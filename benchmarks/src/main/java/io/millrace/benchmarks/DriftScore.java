package io.millrace.benchmarks;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;

/**
 * How well a detector finds the drifts of an error stream. An alarm is true if it comes from the start of a drift to {@code maxDelay} values after its end; several
 * alarms of one drift count several times, a drift without one is missed.
 */
final class DriftScore {
    private long values;
    private int drifts;
    private int found;
    private int trueAlarms;
    private int falseAlarms;
    private long delays;

    /**
     * Runs a detector over a stream and counts.
     *
     * @param period values from the start of a drift to that of the next; the first starts after one period
     * @param length values that a drift takes
     * @param maxDelay values after a drift's end in which an alarm is still of that drift; with the length less than the period
     */
    void add(DetectorConfig config, byte[] errors, int period, int length, int maxDelay) {
        DriftDetector detector = config.newDetector();
        int lastFound = 0;
        for (int i = 0; i < errors.length; i++) {
            if (detector.update(errors[i]) != DriftLevel.DRIFT) {
                continue;
            }
            int episode = i / period;
            int since = i - episode * period;
            if (episode > 0 && since <= length + maxDelay) {
                trueAlarms++;
                if (lastFound < episode) {
                    lastFound = episode;
                    found++;
                    delays += since;
                }
            } else {
                falseAlarms++;
            }
        }
        values += errors.length;
        drifts += (errors.length - 1) / period;
    }

    /** Adds what another counted. */
    void add(DriftScore other) {
        values += other.values;
        drifts += other.drifts;
        found += other.found;
        trueAlarms += other.trueAlarms;
        falseAlarms += other.falseAlarms;
        delays += other.delays;
    }

    /** 2·true / (2·true + false + missed). */
    double f1() {
        return trueAlarms == 0 ? 0 : 2.0 * trueAlarms / (2.0 * trueAlarms + falseAlarms + drifts - found);
    }

    /** The same where all alarms of a drift count as one. */
    double f1Once() {
        return found == 0 ? 0 : 2.0 * found / (2.0 * found + falseAlarms + drifts - found);
    }

    /** Share of drifts with an alarm. */
    double recall() {
        return (double) found / drifts;
    }

    /** Values from the start of a drift to its first alarm, mean of those found; NaN if none was. */
    double delay() {
        return (double) delays / found;
    }

    /** False alarms per 1,000 values. */
    double falseAlarmsPerThousand() {
        return 1_000.0 * falseAlarms / values;
    }
}
