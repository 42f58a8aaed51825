package io.millrace.model;

/**
 * One output of a model.
 *
 * @param name how predictions call it
 * @param isText whether it is a text (the name of a class) rather than a number
 * @param kind what it means
 * @param category the class of a {@link OutputKind#PROBABILITY}, the cluster of a {@link OutputKind#DISTANCE}; empty
 *     otherwise
 */
public record ModelOutput(String name, boolean isText, OutputKind kind, String category) {
    /** A numeric output without a closer meaning. */
    public static ModelOutput number(String name) {
        return new ModelOutput(name, false, OutputKind.VALUE, "");
    }

    /** A text output without a closer meaning. */
    public static ModelOutput text(String name) {
        return new ModelOutput(name, true, OutputKind.OTHER, "");
    }
}
