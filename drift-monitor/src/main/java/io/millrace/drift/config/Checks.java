package io.millrace.drift.config;

import io.millrace.drift.config.InvalidConfigException.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the mistakes of one configuration record, in its compact constructor:
 *
 * <pre>{@code
 * new Checks()
 *         .within("clock", clock, 1, 1_000_000)
 *         .require(delta > 0 && delta < 1, "delta", "must be in (0, 1)", delta)
 *         .done();
 * }</pre>
 */
public final class Checks {
    private final List<Problem> problems = new ArrayList<>();

    /** Notes a mistake unless {@code holds}. */
    public Checks require(boolean holds, String name, String rule, Object found) {
        if (!holds) {
            problems.add(new Problem(name, rule, String.valueOf(found)));
        }
        return this;
    }

    /** Notes a value that is NaN or infinite. */
    public Checks finite(String name, double value) {
        return require(Double.isFinite(value), name, "must be a finite number", value);
    }

    /** Notes a value that is not finite and greater than 0. */
    public Checks positive(String name, double value) {
        return require(value > 0 && Double.isFinite(value), name, "must be > 0 and finite", value);
    }

    /** Notes a value that is not finite and at least 0. */
    public Checks notNegative(String name, double value) {
        return require(value >= 0 && Double.isFinite(value), name, "must be >= 0 and finite", value);
    }

    /** Notes a value outside {@code [low, high]}, both included. */
    public Checks within(String name, double value, double low, double high) {
        return require(value >= low && value <= high, name, "must be in [" + low + ", " + high + "]", value);
    }

    /** Notes a whole number outside {@code [low, high]}, both included. */
    public Checks within(String name, long value, long low, long high) {
        return require(value >= low && value <= high, name, "must be in [" + low + ", " + high + "]", value);
    }

    /** Notes a probability that is not in (0, 1), both ends excluded. */
    public Checks probability(String name, double value) {
        return require(value > 0 && value < 1, name, "must be in (0, 1)", value);
    }

    /**
     * Ends the checks.
     *
     * @throws InvalidConfigException with all mistakes, if there are any
     */
    public void done() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }
}
