package io.millrace.jobs.swap;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What the subtasks have reported, and the reports that wait for news. One thread.
 */
final class SubtaskDesk {
    /** Flink gives a request up after ten seconds. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final int count;
    private final Clock clock;
    private final Map<Integer, SubtaskReport> reports = new HashMap<>();
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private final Map<Integer, Integer> goneAttempts = new HashMap<>();
    private final long firstRevision;
    private Instructions instructions;

    /**
     * A desk without reports.
     *
     * @param count subtasks of the operator
     */
    SubtaskDesk(int count, Clock clock) {
        this.count = count;
        this.clock = clock;
        firstRevision = firstNumber(clock);
    }

    private record Waiting(long revision, Instant since, CompletableFuture<Instructions> answer) {}

    /** Where counting begins: behind what anybody counted before, up to a million in a millisecond. */
    static long firstNumber(Clock clock) {
        return clock.millis() * 1_000_000;
    }

    int count() {
        return count;
    }

    /**
     * Keeps the report and answers it at once if the subtask does not know the newest instructions.
     *
     * @return false for one of an execution that is over, which is not kept
     */
    boolean report(SubtaskReport report, CompletableFuture<Instructions> answer) {
        SubtaskReport known = reports.get(report.subtask());
        boolean isOver = goneAttempts.getOrDefault(report.subtask(), -1) >= report.attempt();
        if (isOver || (known != null && known.attempt() > report.attempt())) {
            answer.completeExceptionally(new IllegalStateException(
                    "the execution is over: subtask=" + report.subtask() + ", attempt=" + report.attempt()));
            return false;
        }
        reports.put(report.subtask(), report);
        Waiting before = waiting.put(report.subtask(), new Waiting(report.revision(), clock.instant(), answer));
        if (before != null) {
            before.answer().cancel(false); // the later report speaks for the subtask
        }
        answerNews();
        return true;
    }

    /** An execution is over: it does not count as ready for anything any more. */
    void gone(int subtask, int attempt) {
        goneAttempts.merge(subtask, attempt, Math::max);
        SubtaskReport known = reports.get(subtask);
        if (known != null && known.attempt() <= attempt) {
            reports.remove(subtask);
            Waiting before = waiting.remove(subtask);
            if (before != null) {
                before.answer().cancel(false);
            }
        }
    }

    /** Sets what is wanted of all subtasks; those that wait hear of it if it is new. */
    void instruct(SlotView view, Instructions.Preparation preparation, List<Instructions.Fence> fences) {
        boolean isNew = instructions == null
                || !instructions.view().equals(view)
                || !Objects.equals(instructions.prepare(), preparation)
                || !instructions.fences().equals(fences);
        if (isNew) {
            long revision = instructions == null ? firstRevision : instructions.revision() + 1;
            instructions = new Instructions(revision, view, preparation, fences);
        }
        answerNews();
    }

    private void answerNews() {
        if (instructions == null) {
            return;
        }
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
            Waiting next = all.next();
            if (next.revision() < instructions.revision()) {
                all.remove();
                next.answer().complete(instructions);
            }
        }
    }

    /** Answers those that have waited long, with what they know or, before the first instructions, with a failure. */
    void expire() {
        Instant limit = clock.instant().minus(LONGEST_WAIT);
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
            Waiting next = all.next();
            if (next.since().isBefore(limit)) {
                all.remove();
                if (instructions == null) {
                    next.answer().completeExceptionally(new TimeoutException("the coordinator is still starting"));
                } else {
                    next.answer().complete(instructions);
                }
            }
        }
    }

    /** Those of subtasks that have instructions of this coordinator. */
    private Stream<SubtaskReport> current() {
        return reports.values().stream().filter(report -> report.revision() >= firstRevision);
    }

    /** How many subtasks have instructions. */
    int present() {
        return (int) current().count();
    }

    /** What came of this preparation, of the subtasks that know. */
    List<SubtaskReport.PreparationOutcome> outcomes(long ticket) {
        List<SubtaskReport.PreparationOutcome> outcomes = new ArrayList<>();
        current()
                .map(SubtaskReport::preparation)
                .filter(outcome -> outcome != null && outcome.sequence() == ticket)
                .forEach(outcomes::add);
        return outcomes;
    }

    /** How many subtasks hold this fence. */
    int fenced(long ticket) {
        return (int)
                current().filter(report -> report.fences().contains(ticket)).count();
    }

    /** Latest event time that was answered behind this fence; empty where none was. */
    Optional<Long> passed(long ticket) {
        return current()
                .flatMap(report -> report.passed().stream())
                .filter(passed -> passed.sequence() == ticket)
                .map(SubtaskReport.PassedFence::eventTime)
                .max(Long::compare);
    }

    /** How many subtasks serve by a view of this epoch or a later one. */
    int serving(long epoch) {
        return (int) current().filter(report -> report.epoch() >= epoch).count();
    }

    /**
     * Where the partitions were switched for an entry. A partition whose subtask was restored and has received no event yet
     * is switched where the checkpoint left it: of all that subtasks carry of it, that is furthest.
     */
    Map<Integer, Long> cuts(long sequence) {
        Map<Integer, Long> cuts = new TreeMap<>();
        current()
                .flatMap(report -> report.cuts().stream())
                .filter(cut -> cut.sequence() == sequence)
                .forEach(cut -> cuts.merge(cut.partition(), cut.offset(), Math::min));
        Map<Integer, Long> carried = new TreeMap<>();
        current()
                .forEach(report ->
                        report.carried().forEach((partition, offset) -> carried.merge(partition, offset, Math::max)));
        carried.forEach(cuts::putIfAbsent);
        return cuts;
    }

    /** Event time that no subtask is behind; empty while one has not said. */
    Optional<Long> lowEventTime() {
        if (present() < count) {
            return Optional.empty();
        }
        long low = current().mapToLong(SubtaskReport::lowEventTime).min().orElse(Long.MIN_VALUE);
        return low == Long.MIN_VALUE || low == Long.MAX_VALUE ? Optional.empty() : Optional.of(low);
    }
}
