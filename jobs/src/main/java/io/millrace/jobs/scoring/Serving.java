package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.EventDecoder;
import io.millrace.jobs.swap.DeployedModel;
import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.store.LoadMarkers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model that is ready to answer in one subtask: loaded, warm, with a scorer, buffers and a decoder of its own. Made by the
 * loader's thread, then used by the task's.
 */
final class Serving implements AutoCloseable {
    /**
     * A model is on trial until a complete checkpoint holds so many of its answers, or was taken so long after the first. Some
     * faults need a while to show; the longer the trial, the more often a process dies in it for another reason.
     */
    private static final long ANSWERS_OF_TRIAL = 10_000;

    private static final long MILLIS_OF_TRIAL = 60_000;

    private final DeployedModel deployed;
    private final SharedModels.Handle handle;
    private final Scorer scorer;
    private final RowBatch rows;
    private final ScoreBatch scores;
    private final EventDecoder decoder;
    private final LoadMarkers.Marker marker;
    private final String slot;
    private final boolean logFeatures;
    private final Map<String, Route> routes = new HashMap<>();

    private boolean isUsed;
    private long answers;
    private long answersSince = Long.MAX_VALUE;
    private long provedBy = Long.MAX_VALUE;
    private boolean isProved;
    private int idleCheckpoints;

    /**
     * Takes over what is to be closed.
     *
     * @param marker stands until the model has proved itself; null: it needs no proof
     */
    Serving(
            DeployedModel deployed,
            SharedModels.Handle handle,
            Scorer scorer,
            EventDecoder decoder,
            LoadMarkers.Marker marker,
            ScoringSettings settings) {
        this.deployed = deployed;
        this.handle = handle;
        this.scorer = scorer;
        this.decoder = decoder;
        this.marker = marker;
        rows = scorer.newRows();
        scores = scorer.newScores();
        slot = settings.slot().name();
        logFeatures = settings.slot().logFeatures();
    }

    /** As commands name it. */
    DeployedModel deployed() {
        return deployed;
    }

    Model model() {
        return handle.model();
    }

    /** Why its engine serves it. */
    String reason() {
        return handle.reason();
    }

    Scorer scorer() {
        return scorer;
    }

    RowBatch rows() {
        return rows;
    }

    ScoreBatch scores() {
        return scores;
    }

    EventDecoder decoder() {
        return decoder;
    }

    /**
     * This model as an answer for some events; the same object for the same text.
     *
     * @param degradation why it answers instead of the model that should; empty where it should
     */
    Route route(String degradation) {
        return routes.computeIfAbsent(degradation, text -> new Route(this, encoder(text)));
    }

    private PredictionEncoder encoder(String degradation) {
        String ofModel = model().degradation().orElse("");
        String both = degradation.isEmpty() || ofModel.isEmpty() ? degradation + ofModel : degradation + "; " + ofModel;
        return new PredictionEncoder(
                slot,
                model().id(),
                model().contract(),
                logFeatures,
                both.isEmpty() ? Optional.empty() : Optional.of(both));
    }

    /** It has answered so many events. */
    void used(int events) {
        isUsed = true;
        answers += events;
        idleCheckpoints = 0;
    }

    /**
     * A checkpoint holds all that it has answered so far.
     *
     * @param now wall clock, milliseconds
     */
    void onSnapshot(long checkpoint, long now) {
        if (isUsed) {
            answersSince = Math.min(answersSince, now);
        } else {
            idleCheckpoints++;
        }
        isUsed = false;
        if (answers >= ANSWERS_OF_TRIAL || now - MILLIS_OF_TRIAL >= answersSince) {
            provedBy = Math.min(provedBy, checkpoint);
        }
    }

    /** Whether a complete checkpoint shows for the first time that its trial is over. */
    boolean provesItself(long checkpoint) {
        boolean now = provedBy <= checkpoint && !isProved;
        isProved |= now;
        return now;
    }

    /** Takes away what says that it might crash the process. Writes to disk. */
    void proved() {
        if (marker != null) {
            marker.proved();
        }
    }

    /** Checkpoints in a row, the latest, for which it has answered nothing. */
    int idleCheckpoints() {
        return idleCheckpoints;
    }

    /** Frees the scorer, then lets go of the model. Writes to disk. Closing twice does nothing. */
    @Override
    public void close() {
        scorer.close();
        handle.close();
        if (marker != null) {
            marker.close();
        }
    }
}
