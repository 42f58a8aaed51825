package io.millrace.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.Scorer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session and the count of those who use it: this handle and each scorer. Closing a session under a running scorer
 * crashes the JVM (onnxruntime#21812), so it is closed when the last user lets go.
 */
final class OnnxModel implements Model {
    private final ModelId id;
    private final OrtEnvironment environment;
    private final OnnxSession session;
    private final OnnxLayout layout;
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    OnnxModel(ModelId id, OrtEnvironment environment, OnnxSession session, OnnxLayout layout) {
        this.id = id;
        this.environment = environment;
        this.session = session;
        this.layout = layout;
    }

    @Override
    public ModelId id() {
        return id;
    }

    @Override
    public ModelContract contract() {
        return layout.binding().contract();
    }

    @Override
    public String engine() {
        return OnnxEngine.NAME;
    }

    @Override
    public Optional<String> degradation() {
        return session.degradation();
    }

    @Override
    public Scorer newScorer(int maxRows) {
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("model is closed: " + id);
        }
        try {
            return new OnnxScorer(this, environment, session.session(), layout, maxRows);
        } catch (RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    /** ONNX's operators for trees and linear models compute in single precision, whatever their inputs. */
    @Override
    public boolean isSinglePrecision() {
        return true;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    /** One user less. */
    void release() {
        if (users.decrementAndGet() == 0) {
            session.close();
        }
    }
}
