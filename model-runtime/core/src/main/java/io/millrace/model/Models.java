package io.millrace.model;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Loads bundles with the engines on the class path, which {@link ServiceLoader} finds.
 *
 * <p>A format has a reference engine, whose numbers are what the format means, and may have faster ones. A faster engine
 * serves only models that it supports and on which it agrees with the reference engine, which is tried out on generated
 * rows around everything that the model compares with. Outcomes are kept for the life of the process, the latest
 * {@value AgreementCache#MOST_VERDICTS} of them, so that a model is compared once and not once a subtask. Safe for all
 * threads.
 */
public final class Models {
    private Models() {}

    /**
     * Opens and loads a model for the CPU.
     *
     * @param path a bundle's folder, or a bare model file
     * @throws ModelException as {@link #choose}
     */
    public static Model load(Path path) {
        return load(ModelBundle.open(path));
    }

    /**
     * Loads an opened bundle for the CPU.
     *
     * @throws ModelException as {@link #choose}
     */
    public static Model load(ModelBundle bundle) {
        return load(bundle, Device.CPU);
    }

    /**
     * Loads an opened bundle.
     *
     * @param device where it is to run
     * @throws ModelException as {@link #choose}
     */
    public static Model load(ModelBundle bundle, Device device) {
        return choose(bundle, device).model();
    }

    /**
     * Loads a bundle with the fastest engine that may serve it. Models that were refused or that lost are closed.
     *
     * <p>Cost: one loading, after the first time in a process; the first time two, and one to three seconds at most.
     *
     * @param device where it is to run; anything but the CPU is left to the reference engine
     * @throws ModelException if no engine on the class path reads the format, or the reference engine refuses the model
     */
    public static EngineChoice choose(ModelBundle bundle, Device device) {
        return choose(bundle, device, installed());
    }

    static EngineChoice choose(ModelBundle bundle, Device device, List<ModelEngine> engines) {
        return new EngineChooser(bundle, device, engines).choose();
    }

    private static List<ModelEngine> installed() {
        return ServiceLoader.load(ModelEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
