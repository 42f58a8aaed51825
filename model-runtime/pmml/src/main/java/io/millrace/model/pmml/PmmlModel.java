package io.millrace.model.pmml;

import io.millrace.model.Device;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.pmml.PmmlBinding;
import java.util.Optional;
import org.dmg.pmml.MathContext;
import org.dmg.pmml.VisitorAction;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.ModelEvaluator;
import org.jpmml.model.UnsupportedMarkupException;
import org.jpmml.model.visitors.AbstractVisitor;

/**
 * A parsed document. All scorers share the evaluator, which is safe for all threads: it keeps what belongs to one
 * evaluation in a context of its own. Nothing native; what is open when the model is closed stays usable.
 */
final class PmmlModel implements Model {
    private final ModelId id;
    private final Evaluator evaluator;
    private final PmmlBinding binding;
    private final Device device;
    private volatile boolean closed;

    PmmlModel(ModelId id, Evaluator evaluator, PmmlBinding binding, Device device) {
        this.id = id;
        this.evaluator = evaluator;
        this.binding = binding;
        this.device = device;
    }

    /**
     * Evaluates one row of the kind that the document expects, so that JPMML builds what it builds lazily, and shows
     * what it does not support. Whether the row can be scored does not matter.
     *
     * @throws UnsupportedMarkupException if JPMML met markup that it knows it does not support
     */
    void warmUp() {
        try (PmmlScorer scorer = new PmmlScorer(evaluator, binding, 1)) {
            RowBatch rows = scorer.newRows();
            rows.addRow();
            for (int column = 0; column < contract().width(); column++) {
                ModelInput input = contract().inputOfColumn(column);
                if (input.type() != FeatureType.CATEGORICAL) {
                    rows.set(0, column, Math.min(Math.max(0, input.low()), input.high()));
                } else if (!input.isOpenText()) {
                    rows.set(0, column, 0);
                }
            }
            scorer.evaluate(rows, 0);
        } catch (UnsupportedMarkupException e) {
            throw e;
        } catch (RuntimeException e) {
            return; // zeros are no row of this model
        }
    }

    @Override
    public ModelId id() {
        return id;
    }

    @Override
    public ModelContract contract() {
        return binding.contract();
    }

    @Override
    public String engine() {
        return PmmlEngine.NAME;
    }

    @Override
    public Optional<String> degradation() {
        return device.kind() == Device.Kind.CPU
                ? Optional.empty()
                : Optional.of("cpu instead of " + device + ": JPMML runs on the CPU only");
    }

    /** Whether any part of the document asks for it by {@code x-mathContext="float"}, as exports of XGBoost do. */
    @Override
    public boolean isSinglePrecision() {
        boolean[] isFloat = new boolean[1];
        new AbstractVisitor() {
            @Override
            public VisitorAction visit(org.dmg.pmml.Model part) {
                isFloat[0] |= part.getMathContext() == MathContext.FLOAT;
                return super.visit(part);
            }
        }.applyTo(((ModelEvaluator<?>) evaluator).getPMML());
        return isFloat[0];
    }

    @Override
    public Scorer newScorer(int maxRows) {
        if (closed) {
            throw new IllegalStateException("model is closed: " + id);
        }
        return new PmmlScorer(evaluator, binding, maxRows);
    }

    @Override
    public void close() {
        closed = true;
    }
}
