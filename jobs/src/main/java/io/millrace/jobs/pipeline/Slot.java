package io.millrace.jobs.pipeline;

import io.millrace.model.Device;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A named place that serves a model.
 *
 * @param name its name
 * @param model the model's bundle or file, absolute
 * @param onFailure what answers an event that the model cannot score
 * @param maxRows most rows of a micro-batch
 * @param maxWait longest time that a row waits for its micro-batch to fill
 * @param logFeatures whether predictions carry what the model was given; learning and drift need it, and it makes up most
 *     of a prediction's bytes
 * @param device where the model is to run
 */
public record Slot(
        String name,
        String model,
        FailurePolicy onFailure,
        int maxRows,
        Duration maxWait,
        boolean logFeatures,
        Device device)
        implements Serializable {
    /** Where the model lies. */
    public Path modelPath() {
        return Path.of(model);
    }

    /** This slot with another model. */
    Slot withModel(Path other) {
        return new Slot(name, other.toString(), onFailure, maxRows, maxWait, logFeatures, device);
    }
}
