package io.millrace.model.pmml;

import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.Scorer;
import org.jpmml.evaluator.Evaluator;

/**
 * A parsed document. All scorers share the evaluator, which is safe for all threads: it keeps what belongs to one
 * evaluation in a context of its own. Nothing native; what is open when the model is closed stays usable.
 */
final class PmmlModel implements Model {
    private final ModelId id;
    private final Evaluator evaluator;
    private final PmmlLayout layout;
    private volatile boolean closed;

    PmmlModel(ModelId id, Evaluator evaluator, PmmlLayout layout) {
        this.id = id;
        this.evaluator = evaluator;
        this.layout = layout;
    }

    @Override
    public ModelId id() {
        return id;
    }

    @Override
    public ModelContract contract() {
        return layout.contract();
    }

    @Override
    public String engine() {
        return PmmlEngine.NAME;
    }

    @Override
    public Scorer newScorer(int maxRows) {
        if (closed) {
            throw new IllegalStateException("model is closed: " + id);
        }
        return new PmmlScorer(evaluator, layout, maxRows);
    }

    @Override
    public void close() {
        closed = true;
    }
}
