package io.millrace.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Finds an engine for a bundle. */
public final class Models {
    private Models() {}

    /**
     * Opens and loads a model.
     *
     * @param path a bundle's folder, or a bare model file
     * @throws ModelException if there is nothing usable at {@code path}, or no engine for it on the class path
     */
    public static Model load(Path path) {
        return load(ModelBundle.open(path));
    }

    /**
     * Loads an opened bundle with the first engine that reads its format.
     *
     * @throws ModelException as {@link #load(Path)}
     */
    public static Model load(ModelBundle bundle) {
        List<String> formats = new ArrayList<>();
        for (ModelEngine engine : ServiceLoader.load(ModelEngine.class)) {
            if (engine.formats().contains(bundle.format())) {
                return engine.load(bundle, Device.CPU);
            }
            formats.addAll(engine.formats());
        }
        throw new ModelException(bundle.path() + ": no engine for format " + bundle.format()
                + " on the class path (engines found for: " + String.join(", ", formats) + ")");
    }
}
