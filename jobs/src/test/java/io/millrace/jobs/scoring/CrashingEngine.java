package io.millrace.jobs.scoring;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import java.util.Set;

/**
 * Takes the process down when it loads a model, as a hostile file may do to a native library. It claims a format for which
 * this module's tests have no engine.
 */
public final class CrashingEngine implements ModelEngine {
    @Override
    public String name() {
        return "crashing";
    }

    @Override
    public Set<String> formats() {
        return Set.of("mleap");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        Runtime.getRuntime().halt(134);
        throw new IllegalStateException("halt returned");
    }
}
