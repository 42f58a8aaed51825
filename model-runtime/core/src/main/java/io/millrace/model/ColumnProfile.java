package io.millrace.model;

import java.util.List;

/**
 * How the values of one column were spread over the reference rows, as they came: before a contract's treatments.
 */
public sealed interface ColumnProfile {
    /** The feature, as {@link ModelContract#columnName} writes it, or the output. */
    String name();

    /** Values seen, without missing and invalid ones. */
    long count();

    /** Rows in which the value is missing. */
    long missing();

    /** Rows in which the value is none of the column's kind: text for a number, an infinity. */
    long invalid();

    /**
     * A column of numbers.
     *
     * @param min least value; NaN, as the next three, where there is none
     * @param max greatest value
     * @param mean arithmetic mean
     * @param std standard deviation of these values (divided by count, not count - 1)
     * @param edges increasing cuts between the bins: every {@code 1/30} quantile of the values, each a value itself, equal
     *     ones once
     * @param counts values per bin, one more than edges: up to and with {@code edges[0]}, then above {@code edges[i-1]} up to
     *     and with {@code edges[i]}, last above the last edge; their sum is {@code count}
     */
    record Numeric(
            String name,
            long count,
            long missing,
            long invalid,
            double min,
            double max,
            double mean,
            double std,
            List<Double> edges,
            List<Long> counts)
            implements ColumnProfile {
        /** Checks that edges increase and counts add up. */
        public Numeric {
            edges = List.copyOf(edges);
            counts = List.copyOf(counts);
            requireCounts(name, count, missing, invalid);
            for (int i = 1; i < edges.size(); i++) {
                require(edges.get(i - 1) < edges.get(i), "edges must increase", name, edges);
            }
            require(counts.size() == edges.size() + 1, "counts must be one more than edges", name, counts.size());
            require(
                    counts.stream().allMatch(bin -> bin >= 0) && sum(counts) == count,
                    "counts must be >= 0 and add up to count " + count,
                    name,
                    counts);
            require(count == 0 || (min <= mean && mean <= max && std >= 0), "must be min <= mean <= max", name, mean);
        }
    }

    /**
     * A column of texts.
     *
     * @param categories the most frequent texts, at most {@value ProfileBuilder#MOST_CATEGORIES}, the most frequent first,
     *     equally frequent ones by name
     * @param other how many values are none of these
     */
    record Categorical(String name, long count, long missing, long invalid, List<Category> categories, long other)
            implements ColumnProfile {
        /** Checks that counts add up. */
        public Categorical {
            categories = List.copyOf(categories);
            requireCounts(name, count, missing, invalid);
            long listed = sum(categories.stream().map(Category::count).toList());
            require(
                    other >= 0 && listed + other == count,
                    "categories and other must add up to count " + count,
                    name,
                    listed + other);
            long distinct = categories.stream().map(Category::value).distinct().count();
            require(distinct == categories.size(), "categories must differ", name, distinct);
        }
    }

    /** A text and how often it was seen. */
    record Category(String value, long count) {
        /** Checks the count. */
        public Category {
            require(count >= 0, "count must be >= 0", value, count);
        }
    }

    private static void requireCounts(String name, long count, long missing, long invalid) {
        require(count >= 0 && missing >= 0 && invalid >= 0, "counts must be >= 0", name, count);
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private static void require(boolean holds, String rule, String name, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": column " + name + ", found " + found);
        }
    }
}
