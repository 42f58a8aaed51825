package io.millrace.drift.config;

import java.util.List;

/** A configuration with mistakes, all of them: the caller shows them and starts nothing. */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * One mistake.
     *
     * @param name of the value, as in the configuration record
     * @param rule that it breaks, e.g. {@code must be > 0}
     * @param found what was there, as text
     */
    public record Problem(String name, String rule, String found) implements java.io.Serializable {
        @Override
        public String toString() {
            return name + ": " + rule + ", found " + found;
        }
    }

    private final List<Problem> problems;

    /** With all mistakes, at least one. */
    public InvalidConfigException(List<Problem> problems) {
        super(String.join("; ", problems.stream().map(Problem::toString).toList()));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes, in the order of the values. */
    public List<Problem> problems() {
        return problems;
    }
}
