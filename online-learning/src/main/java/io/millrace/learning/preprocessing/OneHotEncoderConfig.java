package io.millrace.learning.preprocessing;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.HashSet;
import java.util.List;

/**
 * Which categories have a column.
 *
 * @param categories known from the beginning, in the order of their columns; different, none null
 * @param maxCategories columns for categories, &gt;= the number of {@code categories}, in [1, {@value #MAX}]; those that are free go
 *     to further categories in order of appearance
 */
public record OneHotEncoderConfig(List<String> categories, int maxCategories) {
    /** Greatest {@code maxCategories}; beyond, hashing is the better choice. */
    public static final int MAX = 100_000;

    public OneHotEncoderConfig {
        categories = List.copyOf(categories);
        new Checks()
                .require(
                        new HashSet<>(categories).size() == categories.size(),
                        "categories",
                        "must differ from each other",
                        categories)
                .within("maxCategories", maxCategories, 1, MAX)
                .require(
                        maxCategories >= categories.size(),
                        "maxCategories",
                        "must be >= the number of categories",
                        maxCategories + " for " + categories.size())
                .done();
    }

    /** These categories and no others. */
    public static OneHotEncoderConfig fixed(List<String> categories) {
        return new OneHotEncoderConfig(categories, categories.size());
    }

    /** The first {@code maxCategories} that appear. */
    public static OneHotEncoderConfig learned(int maxCategories) {
        return new OneHotEncoderConfig(List.of(), maxCategories);
    }

    /** Writes all values. */
    public void writeTo(SnapshotOutput out) {
        out.texts(categories);
        out.integer(maxCategories);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static OneHotEncoderConfig read(SnapshotInput in) {
        return new OneHotEncoderConfig(in.texts(), in.integer());
    }
}
