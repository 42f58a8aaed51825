package io.millrace.learning.preprocessing;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A column for each category of a text, and a last one for all other texts.
 *
 * <p>The number of columns is fixed from the beginning, so that a learner's dimension never changes: categories known from the
 * configuration come first, free columns go to further ones in order of appearance, and what comes when none is free is "other". A text of
 * more than {@value #MAX_LENGTH} characters is always "other".
 *
 * <p><b>Side by side.</b> Copies that learn on their own would give the same column to different categories, and what a learner has about that
 * column could not be averaged. A copy after {@link #defer} only notes what is new, in "other" until {@link #combine} gives out columns for all.
 *
 * <p>A new category allocates, nothing else does. One thread at a time.
 */
public final class OneHotEncoder {
    /** Longest text that gets a column, so that memory is bounded, too. */
    public static final int MAX_LENGTH = 256;

    private static final int VERSION = 1;

    private final OneHotEncoderConfig config;
    private final List<String> categories = new ArrayList<>();
    private final Map<String, Integer> columns = new HashMap<>();
    /** New ones that have no column before the next {@link #combine}; only if {@link #deferred}. */
    private final Set<String> noted = new LinkedHashSet<>();

    private String lastNoted = "";
    private boolean deferred;

    /** Knows the categories of its configuration. */
    public OneHotEncoder(OneHotEncoderConfig config) {
        this.config = config;
        config.categories().forEach(this::add);
    }

    /** Its configuration. */
    public OneHotEncoderConfig config() {
        return config;
    }

    /** Columns, used or not; "other" is the last. */
    public int dimension() {
        return config.maxCategories() + 1;
    }

    /** Column of everything that has none of its own. */
    public int other() {
        return config.maxCategories();
    }

    /** Column of a category. */
    public int column(String category) {
        Integer column = columns.get(category);
        return column == null ? other() : column;
    }

    /** Categories that have a column, in the order of the columns. */
    public List<String> categories() {
        return Collections.unmodifiableList(categories);
    }

    /** Gives a free column to a category that has none. Returns whether it did, or noted it. */
    public boolean learn(String category) {
        if (columns.containsKey(category)
                || categories.size() + noted.size() >= config.maxCategories()
                || category.length() > MAX_LENGTH) {
            return false;
        }
        if (!deferred) {
            add(category);
            return true;
        }
        lastNoted = category;
        return noted.add(category);
    }

    /** Takes the last {@link #learn} that returned true back. Once. */
    public void undo() {
        if (deferred) {
            noted.remove(lastNoted);
        } else {
            columns.remove(categories.remove(categories.size() - 1));
        }
    }

    /** From now on new categories are noted only. */
    public void defer() {
        deferred = true;
    }

    /** Gives columns to the categories of another, and to what it has noted, in its order, as far as there are free ones. */
    public void merge(OneHotEncoder other) {
        requireSameConfig(other);
        other.categories.forEach(this::addIfFree);
        other.noted.forEach(this::addIfFree);
        noted.removeIf(columns::containsKey);
    }

    /**
     * Becomes {@code base} with the new categories of all parts, those of the first part first.
     *
     * @throws IllegalArgumentException if the parts gave a column to different categories, i.e. they learned without {@link #defer}
     */
    public void combine(OneHotEncoder base, List<OneHotEncoder> parts) {
        requireSameConfig(base);
        List<String> longest = base.categories;
        for (OneHotEncoder part : parts) {
            requireSameConfig(part);
            int common = Math.min(longest.size(), part.categories.size());
            if (!longest.subList(0, common).equals(part.categories.subList(0, common))) {
                throw new IllegalArgumentException(
                        "parts must agree on the columns of categories: " + longest + ", other " + part.categories);
            }
            longest = common == longest.size() ? part.categories : longest;
        }
        List<String> known = List.copyOf(longest);
        List<String> news = new ArrayList<>(base.noted);
        parts.forEach(part -> news.addAll(part.noted));
        categories.clear();
        columns.clear();
        noted.clear();
        known.forEach(this::add);
        news.forEach(this::addIfFree);
    }

    private void addIfFree(String category) {
        if (!columns.containsKey(category) && categories.size() < config.maxCategories()) {
            add(category);
        }
    }

    private void add(String category) {
        columns.put(category, categories.size());
        categories.add(category);
    }

    private void requireSameConfig(OneHotEncoder other) {
        if (!other.config.equals(config)) {
            throw new IllegalArgumentException(
                    "must have the same configuration: " + config + ", other " + other.config);
        }
    }

    /** Writes the state, without the configuration. */
    public void writeTo(SnapshotOutput out) {
        out.version("one-hot-encoder", VERSION);
        out.texts(categories);
        out.texts(List.copyOf(noted));
        out.flag(deferred);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static OneHotEncoder readFrom(OneHotEncoderConfig config, SnapshotInput in) {
        in.version("one-hot-encoder", VERSION);
        OneHotEncoder encoder = new OneHotEncoder(config);
        List<String> categories = in.texts();
        List<String> known = config.categories();
        if (categories.size() < known.size()
                || !categories.subList(0, known.size()).equals(known)) {
            throw new SnapshotException("must begin with categories " + known + ", found " + categories);
        }
        categories.subList(known.size(), categories.size()).forEach(encoder::add);
        encoder.noted.addAll(in.texts());
        encoder.deferred = in.flag();
        if (categories.size() + encoder.noted.size() > config.maxCategories()
                || encoder.columns.size() != categories.size()) {
            throw new SnapshotException("must have up to " + config.maxCategories() + " different categories, found "
                    + categories + " and " + encoder.noted);
        }
        return encoder;
    }
}
