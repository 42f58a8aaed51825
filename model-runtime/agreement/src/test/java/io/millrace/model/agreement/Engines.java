package io.millrace.model.agreement;

import io.millrace.model.ModelEngine;
import java.util.ServiceLoader;

/** The engines on the class path, by what they are. */
final class Engines {
    private Engines() {}

    /** The engine whose numbers are what the format means. */
    static ModelEngine reference(String format) {
        return ServiceLoader.load(ModelEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.isReference() && engine.formats().contains(format))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no reference engine for " + format));
    }

    /** An engine by its name. */
    static ModelEngine named(String name) {
        return ServiceLoader.load(ModelEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no engine called " + name));
    }
}
