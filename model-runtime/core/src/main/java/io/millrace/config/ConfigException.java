package io.millrace.config;

import java.util.List;

/** A file with mistakes in it; all of them. Nothing that depends on the file may start. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /**
     * Mistakes found in one file.
     *
     * @param file the file, as the user named it
     * @param problems one line each: {@code path: rule, value found}
     */
    public ConfigException(String file, List<String> problems) {
        super(file + ": " + problems.size() + (problems.size() == 1 ? " mistake" : " mistakes") + "\n  "
                + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes, one line each. */
    public List<String> problems() {
        return problems;
    }
}
