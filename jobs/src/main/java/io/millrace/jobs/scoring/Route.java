package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.EventDecoder;
import io.millrace.model.RowBatch;

/** Who answers some of the events, and what their predictions say of it. Identity counts: {@link Serving#route}. */
final class Route {
    private final Serving serving;
    private final RowBatch rows;
    private final EventDecoder decoder;
    private final PredictionEncoder predictions;

    /**
     * A route to a model.
     *
     * @param predictions writes its predictions, with the degradation that holds for these events
     */
    Route(Serving serving, PredictionEncoder predictions) {
        this.serving = serving;
        this.predictions = predictions;
        rows = serving.rows();
        decoder = serving.decoder();
    }

    Serving serving() {
        return serving;
    }

    RowBatch rows() {
        return rows;
    }

    EventDecoder decoder() {
        return decoder;
    }

    PredictionEncoder predictions() {
        return predictions;
    }
}
