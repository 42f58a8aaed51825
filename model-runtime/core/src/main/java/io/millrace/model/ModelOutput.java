package io.millrace.model;

/**
 * One output of a model.
 *
 * @param name how predictions call it
 * @param isText whether it is a text (the name of a class) rather than a number
 */
public record ModelOutput(String name, boolean isText) {
    /** A numeric output. */
    public static ModelOutput number(String name) {
        return new ModelOutput(name, false);
    }

    /** A text output. */
    public static ModelOutput text(String name) {
        return new ModelOutput(name, true);
    }
}
