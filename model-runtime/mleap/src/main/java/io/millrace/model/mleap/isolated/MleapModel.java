package io.millrace.model.mleap.isolated;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.Scorer;
import java.util.Optional;

/** A loaded bundle. Plain objects, nothing native and no files: what is open when it is closed stays usable. */
final class MleapModel implements Model {
    private final ModelId id;
    private final MleapLayout layout;
    private final Device device;
    private volatile boolean closed;

    MleapModel(ModelId id, MleapLayout layout, Device device) {
        this.id = id;
        this.layout = layout;
        this.device = device;
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
        return "mleap";
    }

    @Override
    public Optional<String> degradation() {
        return device.kind() == Device.Kind.CPU
                ? Optional.empty()
                : Optional.of("MLeap runs on the CPU only, not on " + device);
    }

    @Override
    public Scorer newScorer(int maxRows) {
        if (closed) {
            throw new IllegalStateException("model is closed: " + id);
        }
        return new MleapScorer(layout, maxRows);
    }

    @Override
    public void close() {
        closed = true;
    }
}
