package io.millrace.cli.swap;

import io.millrace.cli.terminal.InvalidInputException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mistakes in options, gathered so that a person is told of all of them at once. One thread. */
public final class Problems {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|min|h)");
    private static final Pattern LABEL = Pattern.compile("(\\S.*)@([1-9]\\d{0,17})");
    private static final String NOW = "now";

    private final List<String> found = new ArrayList<>();

    /** Adds one: the option's name, the rule, and what was found. */
    public void add(String option, String rule, Object value) {
        found.add(option + ": " + rule + ", found " + value);
    }

    /** Adds one where {@code holds} is false. */
    public void unless(boolean holds, String option, String rule, Object value) {
        if (!holds) {
            add(option, rule, value);
        }
    }

    /** A time such as {@code 90s}, {@code 2min} or {@code 1h}; {@code most} where it is none. */
    Duration time(String option, String text, Duration most) {
        Matcher time = TIME.matcher(text);
        Duration value = Duration.ZERO;
        if (time.matches()) {
            ChronoUnit unit =
                    switch (time.group(2)) {
                        case "s" -> ChronoUnit.SECONDS;
                        case "min" -> ChronoUnit.MINUTES;
                        default -> ChronoUnit.HOURS;
                    };
            value = Duration.of(Long.parseLong(time.group(1)), unit);
        }
        boolean fits = !value.isZero() && value.compareTo(most) <= 0;
        unless(fits, option, "must be a time such as 90s, 2min or 1h, at most " + most.toHours() + "h", text);
        return fits ? value : most;
    }

    /** A moment such as {@code 2013-04-01T04:00:00Z}; null for {@code now}, and where it is none. */
    Instant moment(String option, String text) {
        if (text.equals(NOW)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            add(option, "must be now or an event time such as 2013-04-01T04:00:00Z", text);
            return null;
        }
    }

    /** {@code NAME@VERSION}; null where it is none. */
    public ModelLabel label(String option, String text) {
        Matcher label = LABEL.matcher(text);
        if (label.matches()) {
            return new ModelLabel(label.group(1), Long.parseLong(label.group(2)));
        }
        add(option, "must be NAME@VERSION, such as delay@2", text);
        return null;
    }

    /** Throws if there are any. */
    void throwIfAny() {
        if (found.size() == 1) {
            throw new InvalidInputException(found.get(0));
        }
        if (!found.isEmpty()) {
            throw new InvalidInputException(found.size() + " mistakes\n  " + String.join("\n  ", found));
        }
    }
}
