package io.millrace.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A benchmark's arguments, {@code --name value} each. */
final class Options {
    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads arguments.
     *
     * @param defaults every option there is, with what holds where it is not given
     * @throws IllegalArgumentException for an option that is not there, or has no value
     */
    static Options parse(String[] arguments, Map<String, String> defaults) {
        Map<String, String> values = new LinkedHashMap<>(defaults);
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!defaults.containsKey(name)) {
                throw new IllegalArgumentException(
                        "option must be one of " + defaults.keySet() + ", each after --: found " + arguments[i]);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option must have a value: " + arguments[i]);
            }
            values.put(name, arguments[i + 1]);
        }
        return new Options(values);
    }

    String text(String name) {
        return values.get(name);
    }

    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("option must be a whole number: --" + name + " " + text(name), e);
        }
    }

    int count(String name) {
        return Math.toIntExact(number(name));
    }

    List<String> texts(String name) {
        return Arrays.stream(text(name).split(",", -1)).map(String::strip).toList();
    }
}
