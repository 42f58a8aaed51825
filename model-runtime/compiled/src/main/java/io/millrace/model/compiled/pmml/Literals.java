package io.millrace.model.compiled.pmml;

import java.util.Locale;
import java.util.OptionalDouble;
import org.dmg.pmml.DataType;
import org.dmg.pmml.PMMLObject;

/** Values that are written in a document: thresholds, categories, replacements. */
final class Literals {
    private Literals() {}

    /**
     * A number or boolean of {@code type}; {@link io.millrace.model.UnsupportedModelException} if it is none.
     *
     * @param element where it is written
     */
    static double number(DataType type, Object value, PMMLObject element) {
        return number(type, String.valueOf(value))
                .orElseThrow(
                        () -> Unsupported.element(element, "\"" + value + "\" for a value of type " + type.value()));
    }

    /** A number or boolean of {@code type}; empty if the text is none. */
    static OptionalDouble number(DataType type, String text) {
        OptionalDouble parsed = parse(text);
        if (parsed.isEmpty() || Double.isNaN(parsed.getAsDouble())) {
            return OptionalDouble.empty();
        }
        double number = parsed.getAsDouble() + 0.0; // PMML knows no negative zero
        boolean fits =
                switch (type) {
                    case DOUBLE, FLOAT -> true;
                    case INTEGER -> number == (int) number;
                    case BOOLEAN -> number == 0 || number == 1;
                    default -> false;
                };
        if (!fits) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(type == DataType.FLOAT ? parseFloat(text, number) : number);
    }

    private static OptionalDouble parse(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> {
                return OptionalDouble.of(1);
            }
            case "false" -> {
                return OptionalDouble.of(0);
            }
            case "inf" -> {
                return OptionalDouble.of(Double.POSITIVE_INFINITY);
            }
            case "-inf" -> {
                return OptionalDouble.of(Double.NEGATIVE_INFINITY);
            }
            default -> {
                try {
                    return OptionalDouble.of(Double.parseDouble(text));
                } catch (NumberFormatException e) {
                    return OptionalDouble.empty();
                }
            }
        }
    }

    /** Straight from text: rounding to double first could round twice. */
    private static double parseFloat(String text, double number) {
        try {
            return Float.parseFloat(text) + 0.0f;
        } catch (NumberFormatException e) {
            return number;
        }
    }

    /** How PMML writes a value: a boolean in words, any other as Java does. */
    static String text(Object value) {
        return String.valueOf(value);
    }
}
