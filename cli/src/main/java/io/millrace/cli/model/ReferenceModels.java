package io.millrace.cli.model;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import java.util.ServiceLoader;

/** Loads models with the engine whose numbers are what the format means. */
final class ReferenceModels {
    private ReferenceModels() {}

    /**
     * Loads a bundle.
     *
     * @throws ModelException if no reference engine for its format is on the class path, or it refuses the model
     */
    static Model load(ModelBundle bundle) {
        for (ModelEngine engine : ServiceLoader.load(ModelEngine.class)) {
            if (engine.isReference() && engine.formats().contains(bundle.format())) {
                return engine.load(bundle, Device.CPU);
            }
        }
        throw new ModelException(
                bundle.path() + ": no reference engine for format " + bundle.format() + " on the class path");
    }
}
