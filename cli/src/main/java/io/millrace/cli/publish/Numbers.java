package io.millrace.cli.publish;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;

/** Numbers out of the values of a {@link FileRecord}. All throw IllegalArgumentException for what is none. */
public final class Numbers {
    private static final Pattern SEPARATOR = Pattern.compile("[\\s;|,]+");

    private Numbers() {}

    /** A whole number, also written as {@code 1999.0}, as tools write columns with gaps. */
    static long whole(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        try {
            return Long.parseLong(text(value));
        } catch (NumberFormatException e) {
            // 1e999999999 would be expanded digit by digit otherwise.
            BigDecimal number = new BigDecimal(text(value));
            if (number.precision() - (long) number.scale() > 20) {
                throw new IllegalArgumentException("beyond a long", e);
            }
            return exact(number);
        }
    }

    private static long exact(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not whole or beyond a long", e);
        }
    }

    /** A number as {@link Double#parseDouble} reads it, but without Java's suffixes {@code d} and {@code f}. */
    public static double real(Object value) {
        String text = text(value);
        if (!text.isEmpty() && "dDfF".indexOf(text.charAt(text.length() - 1)) >= 0) {
            throw new IllegalArgumentException("not a number");
        }
        return Double.parseDouble(text);
    }

    /** Milliseconds since 1970: a whole number, or an ISO-8601 instant such as {@code 2013-01-01T10:15:00Z}. */
    public static long millis(Object value) {
        Instant instant = instant(value);
        return instant == null ? whole(value) : instant.toEpochMilli();
    }

    /** Microseconds since 1970: a whole number, or an ISO-8601 instant. */
    static long micros(Object value) {
        Instant instant = instant(value);
        return instant == null
                ? whole(value)
                : Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    private static Instant instant(Object value) {
        if (!(value instanceof String text) || text.indexOf('T') < 0) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not an instant", e);
        }
    }

    /** The elements of a vector written in one cell: {@code 1 2 3}, {@code 1;2;3}, {@code [1, 2, 3]}. */
    public static List<String> elements(String text) {
        String inner = text.strip();
        if (inner.startsWith("[") && inner.endsWith("]")) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner.isEmpty() ? List.of() : List.of(SEPARATOR.split(inner, -1));
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Number) {
            return value.toString();
        }
        throw new IllegalArgumentException("not a number");
    }
}
