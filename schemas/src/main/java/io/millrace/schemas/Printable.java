package io.millrace.schemas;

/**
 * Text of others, made safe for terminals and logs: a name in a message may hold escape codes that recolour, overwrite or hide
 * what a person sees, or line breaks that forge a line. The one place where that is prevented.
 */
public final class Printable {
    private static final int MOST_CHARACTERS = 2_000;

    private Printable() {}

    /** {@code text} on one line: line breaks and tabs as spaces, other control and format characters spelled out, not too long. */
    public static String of(String text) {
        String line = text.replaceAll("[\\r\\n\\t]+", " ");
        return escape(line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…");
    }

    /**
     * {@code text} with what a terminal could obey, or not show, spelled out as {@code \}{@code u001b}. In JSON, where such
     * characters stand inside of texts only, this is another spelling of the same.
     */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isShown(point)) {
                safe.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    safe.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return safe.toString();
    }

    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
