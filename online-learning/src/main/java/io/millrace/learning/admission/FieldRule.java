package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;
import java.util.List;

/**
 * What a raw field may hold.
 *
 * @param field its name
 * @param low least number, included; −∞ for none
 * @param high greatest number, included; ∞ for none
 * @param isRequired whether it must not be missing
 * @param categories texts that it may hold; empty for any text, and for numbers
 */
public record FieldRule(String field, double low, double high, boolean isRequired, List<String> categories)
        implements Serializable {
    /** Checks the values. */
    public FieldRule {
        categories = List.copyOf(categories);
        new Checks()
                .require(field != null && !field.isBlank(), "field", "must not be blank", field)
                .require(low <= high, "low", "must be <= high", low + " > " + high)
                .require(
                        categories.isEmpty() || (low == Double.NEGATIVE_INFINITY && high == Double.POSITIVE_INFINITY),
                        "categories",
                        "must be empty where there is a range",
                        categories)
                .done();
    }

    /** A number in [low, high]. */
    public static FieldRule range(String field, double low, double high) {
        return new FieldRule(field, low, high, false, List.of());
    }

    /** A text out of a list. */
    public static FieldRule oneOf(String field, List<String> categories) {
        return new FieldRule(field, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, categories);
    }

    /** The same for a field that must not be missing. */
    public FieldRule required() {
        return new FieldRule(field, low, high, true, categories);
    }

    void writeTo(SnapshotOutput out) {
        out.text(field);
        out.number(low);
        out.number(high);
        out.flag(isRequired);
        out.texts(categories);
    }

    static FieldRule readFrom(SnapshotInput in) {
        return new FieldRule(in.text(), in.number(), in.number(), in.flag(), in.texts());
    }
}
