package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** When the phases of one kind were, to tell afterwards how the events that were due in them fared. One thread. */
final class PhaseRecorder {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    private record Phase(long fromNanos, long toNanos, long answers) {}

    private final List<Phase> phases = new ArrayList<>();

    /**
     * Notes a phase.
     *
     * @param fromNanos by {@link System#nanoTime()}
     * @param toNanos by {@link System#nanoTime()}
     * @param answers received in it
     */
    void add(long fromNanos, long toNanos, long answers) {
        phases.add(new Phase(fromNanos, toNanos, answers));
    }

    /** What the ledger says of the events that were due in the phases; those without an answer are left out. */
    PhaseFigures figures(AnswerLedger ledger, Schedule schedule) {
        Histogram micros = new Histogram(LONGEST_MICROS, 3);
        long answers = 0;
        double seconds = 0;
        for (Phase phase : phases) {
            answers += phase.answers();
            seconds += (phase.toNanos() - phase.fromNanos()) / 1e9;
            long end = schedule.dueBefore(phase.toNanos());
            for (long n = schedule.dueBefore(phase.fromNanos()); n < end; n++) {
                if (ledger.version(n) != AnswerLedger.NONE) {
                    micros.recordValue(Math.min(LONGEST_MICROS, ledger.micros(n)));
                }
            }
        }
        return new PhaseFigures(
                seconds,
                micros.getTotalCount(),
                answers / seconds,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
