package io.millrace.benchmarks;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.UnsupportedModelException;
import java.util.Set;

/**
 * An engine that ends its process on models that ask for it, as a fault in native code would; all others it leaves to
 * other engines. Not registered in the benchmarks' own services: {@link SwapModels#CRASHING_ENGINE} puts it first on the
 * class path of a job, where it would end the job, too, if such a model got that far.
 */
public final class CrashingEngine implements ModelEngine {
    /** Entry of a bundle's lineage that asks for it. */
    static final String ASKED_FOR = "crash";

    /** What a shell reports of a process that died of a segmentation fault. */
    private static final int SEGMENTATION_FAULT = 139;

    @Override
    public String name() {
        return "crashing";
    }

    @Override
    public Set<String> formats() {
        return Set.of("onnx");
    }

    @Override
    public boolean isReference() {
        return false;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        if (bundle.lineage().containsKey(ASKED_FOR)) {
            Runtime.getRuntime().halt(SEGMENTATION_FAULT);
        }
        throw new UnsupportedModelException("it does not ask for a crash");
    }
}
