package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.DecodeFault;
import io.millrace.jobs.decode.EventHeader;
import io.millrace.jobs.swap.Timeline;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the challengers about events that the champion has answered. They read the event's bytes anew, because they may need
 * other features. Nothing that a challenger does touches the champion's answers: what it cannot score is only counted, and
 * when the operator is behind it is not asked at all. Task thread only.
 */
final class ShadowScorer {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShadowScorer.class);
    /** The operator is behind when the newest event of a micro-batch is older than that. */
    static final long BEHIND_MILLIS = 1_000;

    /** Takes what challengers say. */
    @FunctionalInterface
    interface Output {
        /** A prediction for the shadow topic. */
        void emit(byte[] key, byte[] value);
    }

    private final int maxAnswerBytes;
    private final ScoringMetrics counts;
    private final Output output;
    private final PendingEvents pending;
    private final EventHeader header = new EventHeader();
    private final SourceRecord scratch = new SourceRecord();
    private List<SwapParticipant.Shadow> shadows = List.of();
    private boolean hasWarned;

    /**
     * A scorer without challengers.
     *
     * @param maxRows most events of a micro-batch
     * @param maxAnswerBytes a longer answer counts as failed
     */
    ShadowScorer(int maxRows, int maxAnswerBytes, ScoringMetrics counts, Output output) {
        this.maxAnswerBytes = maxAnswerBytes;
        this.counts = counts;
        this.output = output;
        pending = new PendingEvents(maxRows);
    }

    /** Replaces the challengers. */
    void set(List<SwapParticipant.Shadow> challengers) {
        shadows = List.copyOf(challengers);
        hasWarned = false;
    }

    /** Whether there is nobody to ask. */
    boolean isEmpty() {
        return shadows.isEmpty();
    }

    /**
     * Asks about a micro-batch that was answered.
     *
     * @param now wall clock, milliseconds
     */
    void score(PendingEvents answered, int count, long now) {
        long newest = Long.MIN_VALUE;
        for (int row = 0; row < count; row++) {
            newest = Math.max(newest, answered.ingestTime(row));
        }
        boolean behind = now > newest + BEHIND_MILLIS;
        for (SwapParticipant.Shadow shadow : shadows) {
            if (behind) {
                counts.shadowDropped(asked(shadow, answered, count));
            } else {
                ask(shadow, answered, count);
            }
        }
    }

    private static int asked(SwapParticipant.Shadow shadow, PendingEvents answered, int count) {
        int asked = 0;
        for (int row = 0; row < count; row++) {
            if (isAsked(shadow, answered, row)) {
                asked++;
            }
        }
        return asked;
    }

    private static boolean isAsked(SwapParticipant.Shadow shadow, PendingEvents answered, int row) {
        byte[] id = answered.idBytes(row);
        return Timeline.bucket(answered.key(row), id, 0, id.length) < shadow.percent();
    }

    private void ask(SwapParticipant.Shadow shadow, PendingEvents answered, int count) {
        int left = 0;
        try {
            RowBatch rows = shadow.serving().rows();
            for (int row = 0; row < count; row++) {
                if (isAsked(shadow, answered, row)) {
                    left++;
                    answered.record(row, scratch);
                    if (shadow.serving().decoder().decode(scratch.value, rows, header) == DecodeFault.NONE) {
                        pending.set(rows.size() - 1, scratch, header);
                    }
                }
            }
            left -= answer(shadow, rows);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The champion has answered already; the challenger has shown what it is worth.
            if (!hasWarned) {
                hasWarned = true;
                LOGGER.warn(
                        "{} failed in the shadow; further failures are only counted",
                        shadow.serving().deployed(),
                        e);
            }
        } finally {
            shadow.serving().rows().clear();
            counts.shadowFailed(left);
        }
    }

    /** Scores and emits; how many were answered. */
    private int answer(SwapParticipant.Shadow shadow, RowBatch rows) {
        Serving serving = shadow.serving();
        PredictionEncoder predictions = serving.route("").predictions();
        predictions.keepFeatures(rows);
        serving.scorer().score(rows, serving.scores());
        serving.used(rows.size());
        int answers = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (rows.fault(row) == RowFault.NONE) {
                byte[] id = pending.idBytes(row);
                byte[] value = predictions.scored(pending, serving.scores(), row);
                if (id.length + value.length <= maxAnswerBytes) {
                    output.emit(id, value);
                    counts.shadowPrediction();
                    answers++;
                }
            }
        }
        return answers;
    }
}
