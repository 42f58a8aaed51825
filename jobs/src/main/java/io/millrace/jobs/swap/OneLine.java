package io.millrace.jobs.swap;

import java.util.regex.Pattern;

/** Text from outside in a log: one line, no control characters, so that nobody can write log lines of their own. */
final class OneLine {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private OneLine() {}

    static String of(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
