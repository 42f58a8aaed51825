package io.millrace.learning.model;

import io.millrace.learning.config.Checks;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.preprocessing.OneHotEncoderConfig;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * One field of a model's rows, and how it becomes columns.
 *
 * @param name unique within the model
 * @param kind numeric, or a text and how it is encoded
 * @param categories of a {@link Kind#ONE_HOT} field: known from the beginning; else empty
 * @param maxCategories of a {@link Kind#ONE_HOT} field: bound of its categories, as {@link OneHotEncoderConfig} says; else 0
 */
public record FeatureField(String name, Kind kind, List<String> categories, int maxCategories) {
    /** What a field holds. */
    public enum Kind {
        /** A number: one column. */
        NUMERIC,
        /** A text: a column for each category, one more for all others. */
        ONE_HOT,
        /** A text: hashed into columns that all hashed fields share. */
        HASHED
    }

    public FeatureField {
        categories = List.copyOf(categories);
        Checks checks = new Checks().require(!name.isBlank(), "name", "must not be blank", name);
        if (kind == Kind.ONE_HOT) {
            checkEncoder(checks, categories, maxCategories);
        } else {
            checks.require(categories.isEmpty(), "categories", "must be empty unless ONE_HOT", categories)
                    .require(maxCategories == 0, "maxCategories", "must be 0 unless ONE_HOT", maxCategories);
        }
        checks.done();
    }

    private static void checkEncoder(Checks checks, List<String> categories, int maxCategories) {
        try {
            new OneHotEncoderConfig(categories, maxCategories);
        } catch (InvalidConfigException e) {
            e.problems().forEach(problem -> checks.require(false, problem.name(), problem.rule(), problem.found()));
        }
    }

    /** A number. */
    public static FeatureField numeric(String name) {
        return new FeatureField(name, Kind.NUMERIC, List.of(), 0);
    }

    /** A text with these categories; any other text is "other". */
    public static FeatureField fixed(String name, List<String> categories) {
        return new FeatureField(name, Kind.ONE_HOT, categories, categories.size());
    }

    /** A text whose first {@code maxCategories} categories get a column as they appear; what comes later is "other". */
    public static FeatureField learned(String name, int maxCategories) {
        return new FeatureField(name, Kind.ONE_HOT, List.of(), maxCategories);
    }

    /** A text with too many categories to list. */
    public static FeatureField hashed(String name) {
        return new FeatureField(name, Kind.HASHED, List.of(), 0);
    }

    /** Columns of its own, 0 if hashed. */
    int columns() {
        return switch (kind) {
            case NUMERIC -> 1;
            case ONE_HOT -> maxCategories + 1;
            case HASHED -> 0;
        };
    }

    void writeTo(SnapshotOutput out) {
        out.text(name);
        out.constant(kind);
        out.texts(categories);
        out.integer(maxCategories);
    }

    static FeatureField readFrom(SnapshotInput in) {
        return new FeatureField(in.text(), in.constant(Kind.class), in.texts(), in.integer());
    }
}
