package io.millrace.gateway.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;

/** How the pipeline flows: totals since the gateway's start, and a point a second for the last {@value #MOST_POINTS}. Safe for all threads. */
public final class FlowView {
    /** Most points. */
    public static final int MOST_POINTS = 900;

    private static final long LATENCY_WINDOW_MILLIS = 10_000;

    /** What an answer is. */
    public enum Outcome {
        /** By the model. */
        SCORED,
        /** The slot's fallback value. */
        FALLBACK,
        /** Set aside. */
        DEAD_LETTER
    }

    private final AnswerLedger ledger = new AnswerLedger();
    private final LatencySample latencies = new LatencySample(LATENCY_WINDOW_MILLIS);
    private final Deque<FlowPoint> points = new ArrayDeque<>();
    private final Map<Integer, Long> firstEnds = new HashMap<>();
    private final Map<Outcome, Long> answers = new EnumMap<>(Outcome.class);
    private long skipped;
    private long repeated;
    private long events;
    private long unreadable;
    private long lastTick = Long.MIN_VALUE;
    private long lastEnds;
    private long lastAnswers;
    private boolean counting;
    private String problem = "not connected yet";

    /**
     * An answer was read.
     *
     * @param partition of the event
     * @param offset of the event
     * @param ingestMillis Kafka timestamp of the event
     * @param now epoch milliseconds
     */
    public synchronized void answered(Outcome outcome, int partition, long offset, long ingestMillis, long now) {
        boolean isFirst = ledger.answered(partition, offset);
        if (counting) {
            repeated += isFirst ? 0 : 1;
            answers.merge(outcome, 1L, Long::sum);
            latencies.add(now - ingestMillis, now);
        }
    }

    /** A record was no answer of ours. */
    public synchronized void unreadable() {
        unreadable++;
    }

    /** From here on all answers are read. */
    public synchronized void begin() {
        ledger.begin();
        counting = true;
    }

    /** Answers were passed over, or some are about to come again; counting goes on with {@link #begin}. */
    public synchronized void skip(long records) {
        skipped += records;
        counting = false;
    }

    /** The topics cannot be read, for a reason in words; empty: they can. */
    public synchronized void problem(String text) {
        problem = text;
    }

    /**
     * A second has passed.
     *
     * @param ends by partition of the events topic, the offset behind the newest event
     * @param now epoch milliseconds
     */
    public synchronized void tick(Map<Integer, Long> ends, long now) {
        ledger.tick(ends);
        long all = 0;
        long waiting = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            all += end.getValue();
            long first =
                    firstEnds.computeIfAbsent(end.getKey(), none -> lastTick == Long.MIN_VALUE ? end.getValue() : 0);
            waiting += Math.max(0, end.getValue() - ledger.next(end.getKey(), first));
        }
        long answered = answered() + skipped;
        if (lastTick != Long.MIN_VALUE && now > lastTick) {
            events += Math.max(0, all - lastEnds);
            double seconds = (now - lastTick) / 1e3;
            double[] quantiles = latencies.quantiles(now, 0.5, 0.99);
            points.addLast(new FlowPoint(
                    now,
                    Math.max(0, all - lastEnds) / seconds,
                    (answered - lastAnswers) / seconds,
                    waiting,
                    quantiles[0],
                    quantiles[1],
                    ledger.gap(),
                    ledger.unchecked()));
            if (points.size() > MOST_POINTS) {
                points.removeFirst();
            }
        }
        lastTick = now;
        lastEnds = all;
        lastAnswers = answered;
    }

    /** Where somebody is to look next whether there are events without an answer; empty: nowhere. */
    public synchronized Optional<Unanswered> toLookAt() {
        return ledger.toLookAt();
    }

    /**
     * Somebody has looked.
     *
     * @param looked the whole of it
     * @param found the offsets of all events between its ends
     */
    public synchronized void lookedAt(Unanswered looked, NavigableSet<Long> found) {
        ledger.lookedAt(looked, found);
    }

    private long answered() {
        return answers.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The newest points, oldest first. */
    public synchronized List<FlowPoint> points(int limit) {
        List<FlowPoint> all = new ArrayList<>(points);
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    /** The newest point; empty where there is none yet. */
    public synchronized Optional<FlowPoint> newest() {
        return Optional.ofNullable(points.peekLast());
    }

    /** Events written since the start. */
    public synchronized long events() {
        return events;
    }

    /** Answers of a kind since the start. */
    public synchronized long answers(Outcome outcome) {
        return answers.getOrDefault(outcome, 0L);
    }

    /** Answers that were passed over since the start. */
    public synchronized long skipped() {
        return skipped;
    }

    /** Answers to events that had one, since the start. */
    public synchronized long repeated() {
        return repeated;
    }

    /** Records that were no answers. */
    public synchronized long unreadableRecords() {
        return unreadable;
    }

    /** Why the topics cannot be read; empty: they can. */
    public synchronized String problem() {
        return problem;
    }
}
